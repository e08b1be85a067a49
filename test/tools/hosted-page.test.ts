import { expect, test } from 'vitest'
import { inlineInto } from '../../tools/hosted-page.js'

const html = '<head><!-- style --></head><body><!-- script --></body>'

test('a script and a style are put into the document, whatever they contain', () => {
  const script = `const text = '</script><!-- $& $1', tag = /<\\/SCRIPT/`
  const inlined = inlineInto(html, script, 'a::before { content: "$&" }')
  expect(inlined).toContain('<style>a::before { content: "$&" }</style>')
  expect(inlined.match(/<\/script/gi)).toHaveLength(1)
  expect(inlined).not.toContain('<!--')
  const [, code = ''] = /<script>(.*)<\/script>/.exec(inlined) ?? []
  expect(new Function(`${code}; return text`)()).toBe('</script><!-- $& $1')
})

test('a style that ends its element is refused', () => {
  expect(() => inlineInto(html, '', '</style>')).toThrow('contains the end of its element')
})
