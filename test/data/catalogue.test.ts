import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadCatalogue } from '../../data/catalogue.ts'

const KIOSK = `- id: kiosk
  kind: kiosk
  name: { ko: 발급기, en: Kiosk }
  how: { ko: 발급받습니다., en: Use it. }
  hours: null
  fee: null
  bring: null
  url: null
  phone: null
  needs: [a/one]
  checkedOn: 2026-11-01
`

function service(components: string): string {
  return `- id: a
  name: { ko: 가, en: A }
  owner: { ko: 나, en: B }
  components:
${components}`
}

function component(id: string, rest = ''): string {
  return `    - { id: ${id}, name: { ko: 다, en: C }, kind: page${rest} }\n`
}

function load(services: string, fallbacks = KIOSK) {
  const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
  try {
    writeFileSync(join(folder, 'services.yaml'), services)
    writeFileSync(join(folder, 'fallbacks.yaml'), fallbacks)
    return loadCatalogue(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('of the bundled catalogue what people use has something to do instead', () => {
  const { services, components, fallbacks } = loadCatalogue()
  assert.deepEqual(
    services.map(({ id }) => id),
    ['government24', 'saeol', 'emergency-rescue', 'shared', 'fallback-sites'],
  )
  // dispatchers and whoever runs a site to use instead know what they do
  const without = ['emergency-rescue/dispatch-login', 'emergency-rescue/incident-lookup']
  for (const { id, kind, service, fallbacks: ids } of components.values()) {
    const none = kind === 'dependency' || kind === 'standby' || service === 'fallback-sites' || without.includes(id)
    assert.equal(ids.length === 0, none, id)
  }
  for (const { checkedOn } of fallbacks.values()) assert.match(checkedOn, /^\d{4}-\d\d-\d\d$/)
})

test('every bundled fallback helps with a component or a document', () => {
  const { components, papers, fallbacks } = loadCatalogue()
  const used = new Set([
    ...[...components.values()].flatMap((one) => one.fallbacks),
    ...papers.flatMap(({ ways }) => ways),
  ])
  assert.deepEqual(
    [...fallbacks.keys()].filter((id) => !used.has(id)),
    [],
  )
})

test('a folder of your own takes the place of the bundled catalogue', () => {
  const { components } = load(service(component('a/one', ', fallbacks: [kiosk]')))
  assert.deepEqual([...components.keys()], ['a/one'])
  assert.deepEqual(components.get('a/one')?.needs, [])
})

test('all mistakes are told at once, each with its file and place', () => {
  const services = service(component('a/one', ', needs: [a/none], fallbacks: [nothing]') + component('b/two'))
  assert.throws(
    () => load(services),
    (error: Error) => {
      assert.match(error.message, /services\.yaml.*a\/none/)
      assert.match(error.message, /services\.yaml.*"nothing"/)
      assert.match(error.message, /b\/two: must begin with "a\/"/)
      return true
    },
  )
})

test('an id that stands twice is refused', () => {
  assert.throws(() => load(service(component('a/one') + component('a/one'))), /"a\/one" stands twice/)
  assert.throws(() => load(service(component('a/one')), KIOSK + KIOSK), /"kiosk" stands twice/)
})

test('components that need each other in a circle are refused, and the circle is named', () => {
  const circle = component('a/one', ', needs: [a/two]') + component('a/two', ', needs: [a/one]')
  assert.throws(() => load(service(circle)), /a\/one → a\/two → a\/one/)
})

test('what is shared stands in the bundled catalogue, with the faults that name it', () => {
  const { components } = loadCatalogue()
  assert.deepEqual(components.get('saeol/login')?.needs, ['shared/gpki'])
  assert.deepEqual(components.get('shared/gpki')?.shownBy, ['auth/certificate-verification*'])
})

test('a fault that cannot be is refused where it stands', () => {
  assert.throws(() => load(service(component('a/one', ', shownBy: [soap/wet]'))), /services\.yaml: .*shownBy/)
})

test('a fallback that needs an unknown component is refused', () => {
  assert.throws(() => load(service(component('a/other'))), /kiosk needs "a\/one"/)
})

test('a missing field, a misspelt one and a wrong kind are all told with their path', () => {
  const broken = service('    - { id: a/one, name: { ko: 다 }, kind: paper, fallback: [] }\n')
  assert.throws(
    () => load(broken),
    (error: Error) => {
      for (const part of ['services.yaml', '/name', 'kind', 'fallback'])
        assert.ok(error.message.includes(part), error.message)
      return true
    },
  )
})

test('a file that is missing or is no YAML is told by name', () => {
  assert.throws(() => loadCatalogue('/nonexistent'), /services\.yaml/)
  assert.throws(() => load('- id: ['), /services\.yaml/)
})

test('twenty mistakes are twenty lines', () => {
  const broken = Array.from({ length: 20 }, (_, index) => component(`a/c${index}`, ', needs: wrong')).join('')
  assert.throws(() => load(service(broken)), /has 20 mistake/)
})
