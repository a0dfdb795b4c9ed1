// `npm run verify -- FILE_OR_URL`: whether a signed status document is genuine. Exit code 0: it is; 1: it is not; 2: it cannot be told.
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const HELP = `npm run verify -- DOCUMENT [--signature FILE_OR_URL] [--keys FILE_OR_URL]

DOCUMENT     a file or an address, as https://status.example.org/api/v1/status.signed.json
--signature  default: DOCUMENT with .sig behind it
--keys       default: /.well-known/bongsu-keys.json of the address; get it from the site itself, over https`

type Keys = { keys: { id: string; pem: string }[] }

process.exit(await main())

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { signature: { type: 'string' }, keys: { type: 'string' }, help: { type: 'boolean' } },
  })
  const [place] = positionals
  if (values.help || place === undefined) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  try {
    const bytes = await read(place)
    const keysAt = values.keys ?? new URL('/.well-known/bongsu-keys.json', place).href
    const [signature, { keys }] = [
      await read(values.signature ?? `${place}.sig`),
      JSON.parse(String(await read(keysAt))) as Keys,
    ]
    const { key, validUntil, site, version } = JSON.parse(String(bytes)) as Record<string, string>
    const found = keys.find(({ id }) => id === key)
    if (!found) return says(1, `NOT GENUINE: it names the key ${key}, which is not among those of ${keysAt}.`)
    const fits = verify(null, bytes, createPublicKey(found.pem), Buffer.from(String(signature), 'base64'))
    if (!fits) return says(1, 'NOT GENUINE: the signature does not fit. It was changed after it was signed.')
    const old = Date.parse(validUntil ?? '') < Date.now()
    return says(
      0,
      `Genuine: version ${version} of ${site}, signed by ${key}${old ? `; it was true until ${validUntil}` : ''}.`,
    )
  } catch (error) {
    return says(2, `It cannot be told: ${(error as Error).message}`)
  }
}

async function read(place: string): Promise<Buffer> {
  if (!/^https?:/.test(place)) return readFileSync(place)
  const answer = await fetch(place)
  if (!answer.ok) throw new Error(`${place} answers ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

function says(code: number, text: string): number {
  console.log(text)
  return code
}
