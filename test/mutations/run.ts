// `npm run mutations`: applies each known-bad change to a copy of the tree and says which test kills it. Fails when one survives.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Edit, MUTATIONS, type Mutation } from './mutations.ts'

type Verdict = { mutation: string; verdict: 'killed' | 'survived' | 'does not apply' | 'not judged'; by: string }
type Run = { failed: string | null }

const ROOT = join(import.meta.dirname, '../..')
const COPIED = [
  'data',
  'probes',
  'server',
  'test',
  'views',
  'package.json',
  'tsconfig.json',
  'bongsu.example.yaml',
  'docs',
  'agent.schema.json',
  'bongsu.schema.json',
]
const AT_ONCE = 2
const TIMEOUT_MS = 180_000

const wanted = process.argv.slice(2)
const waiting = MUTATIONS.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
const verdicts: Verdict[] = []
const sound = new Map<string, Promise<Run>>()

await Promise.all(Array.from({ length: AT_ONCE }, work))
console.table(verdicts)
const bad = verdicts.filter(({ verdict }) => verdict !== 'killed')
console.log(JSON.stringify({ mutations: verdicts.length, killed: verdicts.length - bad.length }))
process.exit(bad.length > 0 ? 1 : 0)

async function work(): Promise<void> {
  const folder = copyTree()
  const untouched = copyTree()
  try {
    for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
      const verdict = await judge(mutation, folder, untouched)
      verdicts.push(verdict)
      console.error(`${verdict.verdict}: ${verdict.mutation}${verdict.by ? ` (${verdict.by})` : ''}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(untouched, { recursive: true, force: true })
  }
}

function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bongsu-mutation-'))
  for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

async function judge({ name, edits, tests }: Mutation, folder: string, untouched: string): Promise<Verdict> {
  const texts = edits.map((edit) => apply(edit, folder))
  if (texts.includes(null))
    return { mutation: name, verdict: 'does not apply', by: edits[texts.indexOf(null)]?.file ?? '' }
  const failing: string[] = []
  try {
    for (const file of tests) {
      const { failed } = await runTests(file, folder)
      if (failed === null) continue
      // a test that fails anyway proves nothing
      const before = await baseline(file, untouched)
      if (before.failed === null) return { mutation: name, verdict: 'killed', by: `${file}: ${failed}` }
      failing.push(file)
    }
    const verdict = failing.length === tests.length ? 'not judged' : 'survived'
    return { mutation: name, verdict, by: failing.length > 0 ? `fails without it: ${failing.join(', ')}` : '' }
  } finally {
    for (const { file } of edits) cpSync(join(untouched, file), join(folder, file))
  }
}

/** The text after the edit; `null` when what it changes is not there exactly once. */
function apply({ file, find, replace }: Edit, folder: string): string | null {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(find).length !== 2) return null
  const after = text.replace(find, () => replace)
  writeFileSync(path, after)
  return after
}

function baseline(file: string, folder: string): Promise<Run> {
  const known = sound.get(file) ?? runTests(file, folder)
  sound.set(file, known)
  return known
}

/** Runs one test file on SQLite only; the first test that failed, or `null`. */
function runTests(file: string, folder: string): Promise<Run> {
  return new Promise((resolve) => {
    const words = ['--test', '--test-reporter=tap', '--test-skip-pattern=\\(PostgreSQL\\)', file]
    const child = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (piece) => {
      output += piece
    })
    child.stderr.resume()
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)
    child.on('close', (code) => {
      clearTimeout(timer)
      const failed = /^ *not ok \d+ - (.*)$/m.exec(output)?.[1] ?? null
      resolve({ failed: failed ?? (code === 0 ? null : `ended with ${code}`) })
    })
  })
}
