// What a copy of `probes/` needs to run alone: exactly the packages that its sources import, and what those need. Pure.

type Manifest = { version: string; license: string; dependencies: Record<string, string> }

/** `packages` of a package-lock.json (lockfileVersion 3), by path; the project itself is ''. */
export type Lock = Record<string, Locked>
type Locked = {
  version?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

const IMPORTED = /(?:\bfrom|\bimport|\bimport\(|\.resolve\()\s*'([^'.][^']*)'/g
/** Files of packages may be named before they are resolved. */
const NAMED = /'(@[a-z0-9-]+\/[a-z0-9-]+(?:\/[^']*)?)'/g
const TYPES_ONLY = /\bimport type [^']*?from '[^']*'/g

/** Names of the packages that the sources load when they run, sorted. */
export function importedPackages(sources: string[]): string[] {
  const names = sources
    .map((source) => source.replace(TYPES_ONLY, ''))
    .flatMap((source) => [...source.matchAll(IMPORTED), ...source.matchAll(NAMED)].map(([, name = '']) => name))
    .filter((name) => !name.startsWith('node:'))
  return [...new Set(names.map(packageOf))].sort()
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}

/**
 * The agent's own package.json: exact versions, all bundled, so that a copy needs no registry. Throws when a package is not
 * among the project's `dependencies`, and so may be missing on a machine that installs only these.
 */
export function agentManifest(project: Manifest, lock: Lock, packages: string[]) {
  const strays = packages.filter((name) => !(name in project.dependencies))
  if (strays.length > 0)
    throw new Error(`probes/ imports ${strays.join(', ')}: put them into \`dependencies\` of package.json`)
  return {
    name: 'bongsu-agent',
    version: project.version,
    description: 'The measuring side of Bongsu: runs flows at one location and reports what came of them',
    license: project.license,
    private: true,
    type: 'module',
    engines: { node: '>=24' },
    scripts: { agent: 'node probes/agent.ts', probe: 'node probes/probe.ts' },
    dependencies: Object.fromEntries(packages.map((name) => [name, lock[`node_modules/${name}`]?.version ?? '*'])),
    bundleDependencies: packages,
  }
}

/** Paths (`node_modules/…`) of the packages and of everything that they need, as Node finds them from one another. */
export function closure(lock: Lock, packages: string[]): string[] {
  const found = new Set<string>()
  const waiting = packages.map((name) => ({ name, from: '' }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const path = find(lock, next.name, next.from)
    if (!path || found.has(path)) continue
    found.add(path)
    const { dependencies, optionalDependencies, peerDependencies } = lock[path] ?? {}
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      waiting.push({ name, from: path })
    }
  }
  return [...found].sort()
}

/** Looks inside `from`, then beside it, and so on outwards. `undefined`: an optional package that was not installed. */
function find(lock: Lock, name: string, from: string): string | undefined {
  const parts = from.split('/node_modules/')
  const places = parts.map(
    (_, index) => `${parts.slice(0, parts.length - index).join('/node_modules/')}/node_modules/${name}`,
  )
  return [...places, `node_modules/${name}`].find((path) => path in lock)
}
