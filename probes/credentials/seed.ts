// The Korean block cipher SEED (RFC 4269) in CBC: the keys of NPKI and GPKI folders are locked with it, and Node has it not.

/** RFC 4269, appendix A.1. */
const S1 = Buffer.from(
  [
    'a985d6d3541dac255d43181e51fcca632844209de0e2c817a58f037bbb13d2ee708c3fa832ddf674ec950b575c5bbd01',
    '241c739810ccf2d92ce772839bd186c96050a3eb0db69e4fb75ac678a612afd561c3b441527d8d081f9900190453f7e1',
    'fd762f27b08b0eaba26e934d697c090abfeff3c58714fe64de2e4b1a06216b6602f5928a0cb37ed07a4796e52680addf',
    'a13037ae36152238f4a7454c81e9849735cbce3c7111c78975fbdaf8945982c4ff493967c0cfd7b80f8e4223916cdba4',
    '34f148c26f3d2d40be3ebcc1aaba4e553bdc687f9cd84a5677a0ed46b52b65fae3b9b19f5ef9e6b231ea6d5fe4f0cd88',
    '163a58d462290733e81b0579906a2a9a',
  ].join(''),
  'hex',
)
const S2 = Buffer.from(
  [
    '38e82da6cfdeb3b8af6055c7446f6b5bc36233b529a0e2a7d39111061cbc364bef886ca817c416f4c245e1d63f3d8e98',
    '284ef63ea5f90ddfd82b667a272ff17242d441c07367ac8bf7ad801fca2caa34d20beee95d9418f857ae08c513cd86b9',
    'ff7dc131f58a6ab1d120d7022204687107db9d9961bee659dd5190dc9aa3abd0810f471ae3ec8dbf967b5ca2a163234d',
    'c89e9c3a0c2eba6e9f5af292f34978cc15fb70757f351003646dc674d5b4ea097619fe4012e0bd05fa01f02a5ea95643',
    '8514899bb0e5487997fc1e82218c1b5f7754b21d254f0046ed5852eb7edac9fd3095653cb6e4bb7c0e50392632846993',
    '37e724a4cb530a87d94c838fce3b4ab7',
  ].join(''),
  'hex',
)
/** Which bits of the four substituted bytes go where (§2.2). */
const MASKS = [0xfc, 0xf3, 0xcf, 0x3f] as const
const GOLDEN_RATIO = 0x9e3779b9
const ROUNDS = 16
const BLOCK = 16

/** The length of a key and of an IV, in bytes. */
export const SEED_BYTES = 16

type Halves = [number, number, number, number]

/** SEED-CBC with PKCS#7 padding. `key` and `iv`: 16 bytes each, else RangeError. */
export function encryptSeed(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Buffer {
  const keys = roundKeys(key)
  const pad = BLOCK - (plain.length % BLOCK)
  const text = Buffer.concat([plain, Buffer.alloc(pad, pad)])
  let before = blockOf(iv)
  for (let at = 0; at < text.length; at += BLOCK) {
    before = crypt(keys, xor(text.subarray(at, at + BLOCK), before))
    text.set(before, at)
  }
  return text
}

/** Undoes `encryptSeed`; `null` when the key is wrong or the text damaged, as far as its padding shows. */
export function decryptSeed(key: Uint8Array, iv: Uint8Array, cipher: Uint8Array): Buffer | null {
  if (cipher.length === 0 || cipher.length % BLOCK !== 0) return null
  const keys = roundKeys(key).reverse()
  const blocks: Buffer[] = []
  let before = blockOf(iv)
  for (let at = 0; at < cipher.length; at += BLOCK) {
    const block = Buffer.from(cipher.subarray(at, at + BLOCK))
    blocks.push(xor(crypt(keys, block), before))
    before = block
  }
  return withoutPadding(Buffer.concat(blocks))
}

function withoutPadding(text: Buffer): Buffer | null {
  const pad = text.at(-1) ?? 0
  const fits = pad >= 1 && pad <= BLOCK && text.subarray(-pad).every((byte) => byte === pad)
  return fits ? text.subarray(0, -pad) : null
}

/** One block (§2): a Feistel network; the last round does not swap. */
function crypt(keys: [number, number][], block: Buffer): Buffer {
  let [left0, left1, right0, right1] = words(block)
  for (const [key0, key1] of keys) {
    const [out0, out1] = f(right0 ^ key0, right1 ^ key1)
    ;[left0, left1, right0, right1] = [right0, right1, left0 ^ out0, left1 ^ out1]
  }
  const made = Buffer.alloc(BLOCK)
  for (const [index, word] of [right0, right1, left0, left1].entries()) made.writeUInt32BE(word >>> 0, index * 4)
  return made
}

/** §2.1, the round key already mixed in. */
function f(c: number, d: number): [number, number] {
  const first = g(c ^ d)
  const second = g(first + c)
  const third = g(second + first)
  return [third + second, third]
}

/** §2.2. */
function g(word: number): number {
  const y = [S1[word & 0xff], S2[(word >>> 8) & 0xff], S1[(word >>> 16) & 0xff], S2[word >>> 24]]
  return [0, 1, 2, 3].reduce((made, place) => {
    const byte = y.reduce<number>((sum, value = 0, from) => sum ^ (value & (MASKS[(place + from) % 4] ?? 0)), 0)
    return made | (byte << (8 * place))
  }, 0)
}

/** §2.3. */
function roundKeys(key: Uint8Array): [number, number][] {
  let [a, b, c, d] = words(blockOf(key))
  return Array.from({ length: ROUNDS }, (_, round) => {
    const constant = round === 0 ? GOLDEN_RATIO : (GOLDEN_RATIO << round) | (GOLDEN_RATIO >>> (32 - round))
    const keys: [number, number] = [g(a + c - constant), g(b - d + constant)]
    if (round % 2 === 0) [a, b] = [(a >>> 8) | (b << 24), (b >>> 8) | (a << 24)]
    else [c, d] = [(c << 8) | (d >>> 24), (d << 8) | (c >>> 24)]
    return keys
  })
}

function words(block: Buffer): Halves {
  return [block.readUInt32BE(0), block.readUInt32BE(4), block.readUInt32BE(8), block.readUInt32BE(12)]
}

function xor(one: Uint8Array, other: Uint8Array): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))
}

function blockOf(bytes: Uint8Array): Buffer {
  if (bytes.length !== BLOCK) throw new RangeError(`SEED takes keys and IVs of ${BLOCK} bytes, not ${bytes.length}`)
  return Buffer.from(bytes)
}
