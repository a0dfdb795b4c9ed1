// Makes the agent's package: `npm run pack:agent [-- --out FOLDER] [--with-node] [--folder-only]` (docs/agents.md).
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { agentManifest, closure, importedPackages } from './agent-package.ts'

const ROOT = resolve(import.meta.dirname, '..')
const DOCUMENTS = ['docs/agents.md', 'docs/agent-contract.md', 'LICENSE', 'agent.schema.json']
const OPTIONS = {
  out: { type: 'string', default: 'var' },
  'with-node': { type: 'boolean', default: false },
  'folder-only': { type: 'boolean', default: false },
} as const

const { values } = parseArgs({ options: OPTIONS })
const out = resolve(ROOT, values.out)
const folder = join(out, 'bongsu-agent')
const { version } = fill()
if (values['with-node']) bringNode()
if (!values['folder-only']) {
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', out], { cwd: folder })
}
process.stdout.write(`${values['folder-only'] ? folder : join(out, `bongsu-agent-${version}.tgz`)}\n`)

function fill() {
  const read = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
  const sources = readdirSync(join(ROOT, 'probes'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(ROOT, 'probes', name), 'utf8'))
  const { packages: lock } = read('package-lock.json')
  const names = importedPackages(sources)
  const manifest = agentManifest(read('package.json'), lock, names)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  copy('probes', 'probes')
  for (const name of ['bongsu-agent.service', 'agent.example.yaml']) copy(`packaging/${name}`, name)
  for (const name of DOCUMENTS) copy(name, name)
  for (const path of closure(lock, names)) if (existsSync(join(ROOT, path))) copyPackage(path)
  return manifest
}

function copy(from: string, to: string): void {
  cpSync(join(ROOT, from), join(folder, to), { recursive: true })
}

/** Without the packages inside it: those that are needed are in the list themselves. */
function copyPackage(path: string): void {
  const nested = join(ROOT, path, 'node_modules')
  cpSync(join(ROOT, path), join(folder, path), { recursive: true, filter: (source) => source !== nested })
}

/** The Node.js that runs this, for machines of the same system and processor that have none. */
function bringNode(): void {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  cpSync(process.execPath, join(folder, 'bin/node'))
  chmodSync(join(folder, 'bin/node'), 0o755)
}
