import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { findPath, runShell } from '../docs/languages.js'

const probe = 'python3 -c "import ensurepip, venv"'
const path = await findPath({ probe })
const note = path === null ? ` (skipped: "${probe}" fails here; on Debian, apt-get install python3-venv)` : ''

describe.skipIf(path === null)(`the Python client${note}`, { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tve-python-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const source = join(folder, 'source')
  const bin = join(folder, 'venv/bin')

  /** Runs a command with the tools of the client, and returns what it prints. */
  async function run(command: string, cwd: string): Promise<string> {
    const env = { PATH: `${bin}:${path}`, TVE_COMMAND: `"${process.execPath}" "${root}dist/cli.cjs"` }
    const { code, output } = await runShell(command, env, cwd)
    expect({ code, output }).toEqual({ code: 0, output })
    return output
  }

  // Builds both distributions in a copy, and installs the wheel.
  beforeAll(async () => {
    cpSync(join(root, 'clients/python'), source, {
      recursive: true,
      filter: (file) => !/\.venv|_cache|__pycache__|[/\\]dist$/.test(file),
    })
    await run('python3 -m venv venv', folder)
    await run('pip install --quiet -r requirements-dev.txt', source)
    await run('python -m build --no-isolation', source)
    await run('pip install --quiet --no-deps dist/*.whl', source)
  }, 300_000)

  test('both distributions contain the types and the license', async () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
    const [sdist, wheel] = [
      `pytest_telnyx_verify-${version}.tar.gz`,
      `pytest_telnyx_verify-${version}-py3-none-any.whl`,
    ]
    expect(readdirSync(join(source, 'dist')).sort()).toEqual([wheel, sdist].sort())
    for (const list of [`tar -tzf dist/${sdist}`, `python -m zipfile -l dist/${wheel}`]) {
      const files = await run(list, source)
      for (const name of ['py.typed', 'LICENSE', '_operations.py', 'plugin.py']) expect(files).toContain(name)
    }
  })

  test('its tests pass with the installed wheel', async () => {
    // Without the source beside them, so that only the wheel can be imported.
    const tests = join(folder, 'from-wheel')
    cpSync(join(source, 'tests'), join(tests, 'tests'), { recursive: true })
    writeFileSync(join(tests, 'pytest.ini'), '[pytest]\naddopts = -p pytester\n')
    expect(await run('pytest -q', tests)).toMatch(/^\d{2} passed/m)
  })

  test('its types are strict, and its code has the one format', async () => {
    expect(await run('mypy', source)).toContain('Success')
    await run('ruff check && ruff format --check', source)
  })

  test('the first example of its README passes with the official SDK', async () => {
    const readme = readFileSync(join(source, 'README.md'), 'utf8')
    const example = /```python\n([\s\S]*?)```/.exec(readme)?.[1] as string
    const project = join(folder, 'readme')
    mkdirSync(project)
    writeFileSync(join(project, 'test_readme.py'), example)
    await run(`pip install --quiet -r "${root}test/sdk/projects/python/requirements.txt"`, folder)
    expect(await run('pytest -q', project)).toContain('1 passed')
  })
})
