// `npm run verify -- FILE_OR_URL`: whether a signed status document is genuine. Exit code 0: it is; 1: it is not; 2: it cannot be told.
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { KeysSchema, SignedStatusSchema } from './publish/signed-schemas.ts'

const HELP = `npm run verify -- DOCUMENT [--signature FILE_OR_URL] [--keys FILE_OR_URL]

DOCUMENT     a file or an address, as https://status.example.org/api/v1/status.signed.json
--signature  default: DOCUMENT with .sig behind it
--keys       default: /.well-known/bongsu-keys.json of the address; for a file give those of the site itself, over https

Exit code 0: genuine; 1: not genuine; 2: it cannot be told.`

type Key = Static<typeof KeysSchema>['keys'][number]
type Answer = { code: 0 | 1; text: string }

/** Between the document and its signature a newer version may come out: they are then read again. */
const TRIES = 3

process.exit(await main())

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { signature: { type: 'string' }, keys: { type: 'string' }, help: { type: 'boolean' } },
    })
    const [place] = positionals
    if (values.help || place === undefined) {
      console.log(HELP)
      return values.help ? 0 : 2
    }
    if (values.keys === undefined && !isAddress(place)) {
      throw new Error(
        'of a file nobody knows which keys to believe: give --keys https://…/.well-known/bongsu-keys.json',
      )
    }
    const keys = values.keys ?? new URL('/.well-known/bongsu-keys.json', place).href
    const { code, text } = await judge(place, values.signature ?? `${place}.sig`, keys)
    console.log(text)
    return code
  } catch (error) {
    console.log(`It cannot be told: ${(error as Error).message}`)
    return 2
  }
}

/** Nothing that stands in the document is believed before a key has vouched for its bytes. */
async function judge(place: string, signaturePlace: string, keysPlace: string): Promise<Answer> {
  const { keys } = parsed(KeysSchema, await read(keysPlace), keysPlace)
  for (let left = isAddress(place) ? TRIES : 1; left > 0; left--) {
    const bytes = await read(place)
    const signature = Buffer.from(String(await read(signaturePlace)), 'base64')
    const key = keys.find(({ pem }) => verify(null, bytes, createPublicKey(pem), signature))
    if (key) return vouchedFor(key, parsed(SignedStatusSchema, bytes, place))
  }
  return notGenuine(
    `the signature fits with none of the keys of ${keysPlace}: the document was changed after it was signed, or both are of somebody else.`,
  )
}

function vouchedFor({ id, until }: Key, document: Static<typeof SignedStatusSchema>): Answer {
  const { signedAt, version, site } = document
  if (until !== null && Date.parse(signedAt) > Date.parse(until)) {
    return notGenuine(`it says that it was signed at ${signedAt}, but the key ${id} ended at ${until}.`)
  }
  return { code: 0, text: `Genuine: version ${version} of ${site}, signed by ${id} at ${signedAt}.\n${said(document)}` }
}

function said({ rehearsal, validUntil, sentence }: Static<typeof SignedStatusSchema>): string {
  const old =
    Date.parse(validUntil) < Date.now() ? `It told what was true until ${validUntil}, not what is true now.\n` : ''
  return `${rehearsal ? 'It is of a REHEARSAL: nothing of it is real.\n' : ''}${old}${sentence.ko}`
}

function notGenuine(why: string): Answer {
  return { code: 1, text: `NOT GENUINE: ${why}` }
}

function parsed<Schema extends typeof KeysSchema | typeof SignedStatusSchema>(
  schema: Schema,
  bytes: Buffer,
  place: string,
): Static<Schema> {
  const value: unknown = JSON.parse(String(bytes))
  if (Value.Check(schema, value)) return value
  throw new Error(`${place} has not the shape that it must have`)
}

function isAddress(place: string): boolean {
  return /^https?:\/\//.test(place)
}

async function read(place: string): Promise<Buffer> {
  if (!isAddress(place)) return readFileSync(place)
  const answer = await fetch(place)
  if (!answer.ok) throw new Error(`${place} answers ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}
