import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../tools/documents.js'
import { findBlock } from '../docs/code-block.js'
import { findPath, runShell } from '../docs/languages.js'

const probe = 'python3 -c "import ensurepip, venv"'
const path = await findPath({ probe })
const note = path === null ? ` (skipped: "${probe}" fails here; on Debian, apt-get install python3-venv)` : ''

/** A driver whose application logs in with codes of the emulator. */
const fakeDriver = `
import json, urllib.request
import pytest

class Element:
    def __init__(self, driver, name):
        self.driver, self.name = driver, name

    def send_keys(self, text):
        self.driver.typed[self.name] = text

    def click(self):
        path, body = {
            "send-code": ("", lambda typed: {"phone_number": typed["phone"]}),
            "log-in": ("/check", lambda typed: {"code": typed["code"]}),
        }[self.name]
        self.driver.post(path, body(self.driver.typed))

    @property
    def text(self):
        return self.driver.title

class Driver:
    def __init__(self, verify):
        self.verify, self.typed, self.title = verify, {}, ""

    def find_element(self, by, name):
        return Element(self, name)

    def post(self, path, body):
        sends = path == ""
        place = "/verifications/sms" if sends else f"/verifications/{self.id}/actions/verify"
        given = {**body, **({"verify_profile_id": self.verify.profile_id} if sends else {})}
        headers = {"Authorization": "Bearer " + self.verify.api_key, "Content-Type": "application/json"}
        request = urllib.request.Request(self.verify.base_url + place, json.dumps(given).encode(), headers)
        with urllib.request.urlopen(request) as response:
            data = json.load(response)["data"]
        if sends:
            self.id = data["id"]
        else:
            self.title = "Welcome" if data["response_code"] == "accepted" else "Wrong code"

@pytest.fixture
def driver(verify):
    return Driver(verify)
`

describe.skipIf(path === null)(`the Python client${note}`, { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tve-python-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }), 240_000)
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

  test('the examples for Testcontainers and Appium hold', async () => {
    const project = join(folder, 'pages')
    mkdirSync(project)
    const conftest = findBlock('docs/testcontainers.md', 'python', 'DockerContainer')
    writeFileSync(join(project, 'containers.py'), conftest)
    writeFileSync(join(project, 'test_mobile.py'), findBlock('docs/mobile.md', 'python', 'AppiumBy'))
    writeFileSync(join(project, 'conftest.py'), fakeDriver)
    await run(`pip install --quiet -r "${root}test/docs/tools/requirements.txt"`, folder)
    await run('mypy --strict containers.py', project)
    expect(await run('pytest -q', project)).toContain('1 passed')
  })

  test('the configuration files for phones are XML', async () => {
    for (const [index, word] of ['domain-config', '<manifest', 'NSAllowsLocalNetworking'].entries()) {
      const block = findBlock('docs/mobile.md', 'xml', word)
      const text = block.startsWith('<?xml') ? block : `<plist><dict>${block}</dict></plist>`
      writeFileSync(join(folder, `${index}.xml`), text)
    }
    await run('python -c "import xml.dom.minidom as xml; [xml.parse(f\'{i}.xml\') for i in range(3)]"', folder)
    const read = "import plistlib; print(plistlib.load(open('2.xml', 'rb')))"
    expect(await run(`python -c "${read}"`, folder)).toContain("{'NSAllowsLocalNetworking': True}")
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
