// Writes everything public as files, so that a plain static host serves the site without this program: only what changed, and never
// an older version over a newer one. Shell.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nextTurn } from '../loops.ts'
import { PUBLIC_CACHE, type Published } from './bytes.ts'
import { ChangedMeanwhile, type FileStore, type FileToWrite } from './file-store.ts'

/** `current`: a newer version was there already, and nothing was written. */
export type Written = { written: number; removed: number; current: boolean }

/** By key: the hash of its content, and its mark in the store. */
type Manifest = { version: number; files: Record<string, { hash: string; mark: string }> }

export const MANIFEST = 'bongsu-manifest.json'
const AT_ONCE = 8
const ASSETS = fileURLToPath(new URL('../../views/public', import.meta.url))
const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * Pages are `<path>/index.html` and documents without ending `<path>/index.json`, so that a path can be a file and a folder at
 * once. Rejects when the store fails; what was written by then is found again next time.
 */
export async function publishFiles(
  store: FileStore,
  version: number,
  documents: Map<string, Published>,
): Promise<Written> {
  const stored = await store.read(MANIFEST)
  const known = stored ? (JSON.parse(String(stored.body)) as Manifest) : { version: 0, files: {} }
  if (known.version >= version) return { written: 0, removed: 0, current: true }
  const files: Manifest['files'] = {}
  const changed: (FileToWrite & { hash: string })[] = []
  for (const file of [...assets(version), ...pages(documents, version)]) {
    const made = file()
    const hash = createHash('sha256').update(made.body).digest('hex')
    const before = known.files[made.key]
    if (before?.hash === hash) files[made.key] = before
    else changed.push({ ...made, hash })
    await nextTurn()
  }
  try {
    for (let first = 0; first < changed.length; first += AT_ONCE) {
      await Promise.all(
        changed.slice(first, first + AT_ONCE).map(async ({ hash, ...file }) => {
          files[file.key] = { hash, mark: await put(store, file, known.files[file.key]?.mark ?? null) }
        }),
      )
    }
    const body = Buffer.from(JSON.stringify({ version, files } satisfies Manifest))
    const manifest = { key: MANIFEST, body, type: 'application/json', cache: 'no-cache', version }
    await store.write(manifest, stored?.mark ?? null)
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return { written: 0, removed: 0, current: true }
    throw error
  }
  const gone = Object.keys(known.files).filter((key) => !(key in files))
  for (const key of gone) await store.remove(key)
  return { written: changed.length, removed: gone.length, current: false }
}

/** What another run left half done is replaced when it is older; throws ChangedMeanwhile when it is newer. */
async function put(store: FileStore, file: FileToWrite, expected: string | null): Promise<string> {
  try {
    return await store.write(file, expected)
  } catch (error) {
    if (!(error instanceof ChangedMeanwhile)) throw error
    const there = await store.read(file.key)
    if (there && there.version >= file.version) throw error
    return store.write(file, there?.mark ?? null)
  }
}

function pages(documents: Map<string, Published>, version: number): (() => FileToWrite)[] {
  return [...documents].map(([path, published]) => () => {
    const { body, headers } = published.encoded('identity')
    const type = headers[headers.indexOf('content-type') + 1] ?? 'application/octet-stream'
    return { key: keyOf(path, type), body, type, cache: PUBLIC_CACHE, version }
  })
}

/** `/en/history` → `en/history/index.html`; `/history.atom` stays what it is. */
export function keyOf(path: string, type: string): string {
  const plain = path.replace(/^\//, '')
  if (type.startsWith('text/html')) return [plain, 'index.html'].filter(Boolean).join('/')
  return /\.[a-z]+$/.test(plain) ? plain : `${plain}/index.json`
}

function assets(version: number): (() => FileToWrite)[] {
  return readdirSync(ASSETS).map((name) => () => ({
    key: `assets/${name}`,
    body: readFileSync(join(ASSETS, name)),
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    cache: 'public, max-age=3600',
    version,
  }))
}
