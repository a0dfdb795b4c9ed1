import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { parse, stringify } from 'yaml'
import { loadCatalogue } from '../../data/catalogue.ts'
import { SettingsError } from '../../probes/settings-file.ts'
import { checkAgainstCatalogue, readConfig } from '../../server/config.ts'
import { smsLines } from '../../server/notify/settings.ts'
import { temporaryFolder } from '../support/folders.ts'
import { schemaFiles } from '../support/schema-files.ts'

const ROOT = join(import.meta.dirname, '../..')
const EXAMPLE = join(ROOT, 'bongsu.example.yaml')
const ENV = {
  BONGSU_KEY_SEOUL: 'k'.repeat(64),
  SMTP_PASSWORD: 'p',
  SOLAPI_KEY: 'a',
  SOLAPI_SECRET: 's',
  SENS_SERVICE: 'i',
  SENS_KEY: 'a',
  SENS_SECRET: 's',
  OPERATORS_ROOM: 'https://hooks.slack.com/services/x',
}

test('the example is a working configuration with its secrets from the environment', () => {
  const config = readConfig(EXAMPLE, ENV)
  assert.equal(config.locations[0]?.key, ENV.BONGSU_KEY_SEOUL)
  assert.equal(config.rehearsal, false)
  checkAgainstCatalogue(config, loadCatalogue(), EXAMPLE)
})

test('every part of the example that is commented out works too', (context) => {
  const text = readFileSync(EXAMPLE, 'utf8')
  const commentedOut = text.indexOf('# notify:')
  const whole = text.slice(0, commentedOut) + text.slice(commentedOut).replace(/^# ?/gm, '')
  const config = readConfig(file(context, whole), ENV)
  assert.deepEqual(
    smsLines(config.notify?.sms ?? []).map(({ provider }) => provider),
    ['solapi', 'sens'],
  )
  assert.equal(config.maintenances?.length, 2)
  assert.equal(config.subscribers?.length, 3)
  checkAgainstCatalogue(config, loadCatalogue(), EXAMPLE)
})

test('the published JSON Schemas are those the programs use', () => {
  for (const [name, text] of Object.entries(schemaFiles())) {
    assert.equal(readFileSync(join(ROOT, name), 'utf8'), text, `${name} is old: run npm run schema`)
  }
})

test('a secret that is missing from the environment is named with the way to give it', () => {
  assert.throws(() => readConfig(EXAMPLE, {}), /\/locations\/0\/key: the environment has no BONGSU_KEY_SEOUL; set/)
})

test('all mistakes are told at once, each with its place', (context) => {
  const content = parse(readFileSync(EXAMPLE, 'utf8'))
  content.site.url = 'status.example.org/'
  content.locations[0].nmae = 1
  content.policy.confirmFailures = 'two'
  assert.throws(
    () => readConfig(file(context, stringify(content)), ENV),
    (error) =>
      error instanceof SettingsError &&
      ['/site/url', '/locations/0', '/policy/confirmFailures'].every((place) => error.message.includes(place)),
  )
})

test('contradictions between parts are told with the way to mend them', (context) => {
  const content = parse(readFileSync(EXAMPLE, 'utf8'))
  content.agent.location = 'busan'
  content.subscribers = [{ channel: 'sms', address: '010-1234-5678', language: 'ko', role: 'center', name: '센터' }]
  assert.throws(() => readConfig(file(context, stringify(content)), ENV), /busan[\s\S]*add notify\.sms/)
})

test('settings of the policy that contradict each other, or a default, are told with what would come of it', (context) => {
  const content = parse(readFileSync(EXAMPLE, 'utf8'))
  content.policy = { suspectAt: 12, steadyBelow: 0.2 }
  assert.throws(
    () => readConfig(file(context, stringify(content)), ENV),
    /\/policy\/suspectAt: 12 must not be greater than tellAt \(11\.5\)[\s\S]*\/policy\/steadyBelow: 0\.2 must be less/,
  )
  content.policy = { suspectAt: 12, tellAt: 12 }
  assert.equal(readConfig(file(context, stringify(content)), ENV).policy.suspectAt, 12)
})

test('a component that the catalogue does not know is a mistake', (context) => {
  const content = parse(readFileSync(EXAMPLE, 'utf8'))
  content.maintenances = [
    {
      id: 'm',
      title: { ko: '점검', en: 'Work' },
      body: { ko: '점검', en: 'Work' },
      components: ['saeol/nothing'],
      from: '2026-12-05T01:00+09:00',
      until: '2026-12-05T05:00+09:00',
      published: '2026-12-01T10:00+09:00',
    },
  ]
  const path = file(context, stringify(content))
  assert.throws(() => checkAgainstCatalogue(readConfig(path, ENV), loadCatalogue(), path), /saeol\/nothing/)
})

test('a file that is not there is said to be not there', () => {
  assert.throws(() => readConfig('/nowhere/bongsu.yaml', ENV), /cannot be read/)
})

function file(context: TestContext, text: string): string {
  const path = join(temporaryFolder(context), 'bongsu.yaml')
  writeFileSync(path, text)
  return path
}

test('what a provider of texts lacks is told with its place', (context) => {
  const text = `${readFileSync(EXAMPLE, 'utf8')}
notify: { sms: [{ provider: sens, from: '0212345678', settings: { accessKey: a } }] }
`
  assert.throws(
    () => readConfig(file(context, text), ENV),
    /\/notify\/sms\/0\/settings: .*serviceId.*secretKey.*sens needs it/,
  )
})
