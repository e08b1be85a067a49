import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { settings } from '../../src/config/settings.js'
import { controlOperations } from '../../src/spec/control-operations.js'
import { root } from '../../tools/documents.js'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const flags = new Set(settings.map(({ flag }) => `--${flag}`))
const variables = new Set(settings.map(({ env }) => env))
const paths = new Set<string>(controlOperations.map(({ path }) => path))
const image = read('Dockerfile')

/** Arguments of `start`, which must be flags that exist. */
const unknownFlags = (args: readonly string[]) => args.filter((arg) => arg.startsWith('--') && !flags.has(arg))

test('the compose file builds the image, waits for its health and names the service in the URL', () => {
  const { services, volumes } = parse(read('examples/deploy/compose.yaml'))
  const { telnyx, app } = services
  expect(unknownFlags(telnyx.command)).toEqual([])
  expect(telnyx.healthcheck.test.slice(1)).toEqual(JSON.parse(/HEALTHCHECK[^[]*(\[[^\]]*\])/.exec(image)?.[1] ?? '[]'))
  expect(app.environment.TELNYX_BASE_URL).toBe(`http://telnyx:${/TVE_PORT=(\d+)/.exec(image)?.[1]}/v2`)
  expect(app.depends_on.telnyx.condition).toBe('service_healthy')
  expect(telnyx.volumes.map((one: string) => one.split(':')[0])).toEqual(Object.keys(volumes))
})

test('the image contains the package and starts its command', () => {
  const { bin, files } = JSON.parse(read('package.json')) as { bin: { tve: string }; files: string[] }
  const [, ...entry] = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(image)?.[1] ?? '[]')
  expect(entry).toEqual([`/app/${bin.tve}`])
  expect(image).toContain('npm pack --silent --ignore-scripts')
  expect(image).toContain('COPY --from=build /build/package /app\n')
  const ignored = read('.dockerignore').trim().split('\n')
  expect(files.filter((path) => path !== 'dist' && ignored.includes(path))).toEqual([])
  expect(ignored.filter((path) => path.includes('.md'))).toEqual([])
})

test('the Kubernetes manifest probes paths that exist, and its service selects its pods', () => {
  const [deployment, service] = parseAllDocuments(read('examples/deploy/kubernetes.yaml')).map((one) => {
    expect(one.errors).toEqual([])
    return one.toJS()
  })
  const { template, selector } = deployment.spec
  const [container] = template.spec.containers
  expect([selector.matchLabels, service.spec.selector]).toEqual([template.metadata.labels, template.metadata.labels])
  const [port] = container.ports
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    const { path, port: probed } = container[probe].httpGet
    expect([probe, paths.has(path), probed]).toEqual([probe, true, port.name])
  }
  expect([service.spec.ports[0].targetPort, port.containerPort]).toEqual([port.name, 8374])
  expect(unknownFlags(container.args)).toEqual([])
  for (const { name } of container.env) expect([name, variables.has(name)]).toEqual([name, true])
  expect(image).toContain('USER 1000:1000') // runAsNonRoot needs a number
  expect(read('examples/deploy/kubernetes.yaml').split('\n').length).toBeLessThanOrEqual(45)
})

test('the devcontainer starts the emulator where its variables point', () => {
  const { forwardPorts, containerEnv, postStartCommand } = JSON.parse(
    read('examples/deploy/devcontainer/devcontainer.json'),
  )
  expect(containerEnv.TELNYX_BASE_URL).toBe(`http://127.0.0.1:${forwardPorts[0]}/v2`)
  const [start, health] = postStartCommand.split(' & ') as [string, string]
  expect(unknownFlags(start.split(/\s+/))).toEqual([])
  expect(health).toMatch(/^npx tve health --wait \d+s$/)
})

interface Step {
  readonly if?: string
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

const workflows = readdirSync(join(root, '.github/workflows'))

test.each(workflows)('%s pins every action by its commit and names the version', (name) => {
  const text = read(`.github/workflows/${name}`)
  const used = [...text.matchAll(/uses: (\S+)(.*)/g)].filter(([, action = '']) => !action.startsWith('.'))
  expect(used.length).toBeGreaterThan(0)
  for (const [line, action, comment] of used)
    expect([line, /@[0-9a-f]{40}$/.test(action ?? ''), /^ # v\d+\.\d+\.\d+$/.test(comment ?? '')]).toEqual([
      line,
      true,
      true,
    ])
  expect(parse(text).permissions).toEqual({ contents: 'read' })
})

test('the release publishes nothing in a dry run, and everything with provenance otherwise', () => {
  const { jobs } = parse(read('.github/workflows/release.yml'))
  const steps = Object.values(jobs as Record<string, { steps: Step[] }>).flatMap(({ steps }) => steps)
  const publishing = steps.filter(({ run = '' }) => /npm publish/.test(run))
  expect(publishing.map(({ if: condition, run }) => [condition, run])).toEqual([
    ['${{ inputs.dry-run }}', 'npm publish --dry-run'],
    ['${{ !inputs.dry-run }}', 'npm publish --provenance --access public'],
  ])
  const [image] = steps.filter(({ uses = '' }) => /build-push-action/.test(uses))
  expect(image?.with).toMatchObject({
    platforms: 'linux/amd64,linux/arm64',
    push: '${{ !inputs.dry-run }}',
    sbom: true,
    provenance: 'mode=max',
  })
})
