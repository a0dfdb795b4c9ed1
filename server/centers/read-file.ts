// A list of centers as it comes: CSV in UTF-8 (with or without BOM) or CP949, with heads in Korean. Pure.
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'

/** The list as a whole cannot be read; the message says why and how to mend it. */
export class ListError extends Error {}

/** What a list may say of a center, and how lists call it. */
export const COLUMNS = {
  code: ['기관코드', '행정기관코드', '행정표준코드', 'org_cd'],
  name: ['기관명', '센터명', '주민센터명', '행정복지센터명'],
  region: ['시도', '시·도', '시도명', '광역시도'],
  district: ['시군구', '시·군·구', '시군구명'],
  town: ['읍면동', '읍·면·동', '읍면동명', '행정동'],
  postcode: ['우편번호'],
  address: ['주소', '도로명주소', '소재지', '소재지도로명주소'],
  phone: ['대표전화', '전화번호', '전화'],
  mail: ['알림메일', '이메일', '메일', '전자우편'],
  mobile: ['알림휴대전화', '휴대전화', '휴대폰', '문자'],
  duty: ['담당역할', '담당', '역할'],
} as const
export type Column = keyof typeof COLUMNS

/** What an export adds, for people. */
export const REPORT_PAGE = '창구보고주소'

/** Of no use to us, but known. */
const IGNORED = ['번호', '연번', '순번', REPORT_PAGE]

/** One row with the line of the file it stands in; columns that the file lacks are missing. */
export type Written = { line: number; cells: Partial<Record<Column, string>> }
/** `encoding`: as it was recognised; `unknown`: heads that were left out. */
export type List = { encoding: 'UTF-8' | 'CP949'; columns: Column[]; unknown: string[]; rows: Written[] }

/** Throws ListError. */
export function readList(bytes: Uint8Array): List {
  const { text, encoding } = decode(bytes)
  const records = parsed(text)
  const [heads, ...rows] = records
  if (!heads) throw new ListError('The list is empty: it has not even a line with the names of its columns.')
  const columns = heads.record.map((head) => columnOf(clean(head)))
  const found = columns.filter((column) => column !== null)
  const twice = found.find((column, index) => found.indexOf(column) !== index)
  if (twice)
    throw new ListError(`The column ${COLUMNS[twice][0]} stands twice in the first line. Leave one of them out.`)
  if (!found.includes('region') || !(found.includes('name') || found.includes('town'))) {
    throw new ListError(
      `The first line must name 시도 and 기관명 (or 읍면동). It says: ${heads.record.join(', ').slice(0, 200)}`,
    )
  }
  const unknown = heads.record
    .map(clean)
    .filter((head, index) => columns[index] === null && !IGNORED.includes(head) && head)
  return {
    encoding,
    columns: found,
    unknown,
    rows: rows
      .filter(({ record }) => record.some((cell) => clean(cell) !== ''))
      .map(({ record, info }) => ({
        line: info.lines,
        cells: Object.fromEntries(
          columns.flatMap((column, index) => (column === null ? [] : [[column, clean(record[index] ?? '')]])),
        ),
      })),
  }
}

type Parsed = { record: string[]; info: { lines: number } }

function parsed(text: string): Parsed[] {
  try {
    return parse(text, { info: true, relaxColumnCount: true, skipEmptyLines: true }) as unknown as Parsed[]
  } catch (error) {
    throw new ListError(`The list is no sound CSV: ${(error as Error).message}. Save it as CSV anew.`)
  }
}

/** UTF-8 where the bytes are that, otherwise CP949, as spreadsheets in Korea save. */
function decode(bytes: Uint8Array): { text: string; encoding: List['encoding'] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    const text = iconv.decode(Buffer.from(bytes), 'cp949')
    if (text.includes('\uFFFD')) {
      throw new ListError('The list is neither UTF-8 nor CP949. Save it as "CSV UTF-8".')
    }
    return { text, encoding: 'CP949' }
  }
}

function columnOf(head: string): Column | null {
  const name = head.replace(/\s/g, '')
  const found = Object.entries(COLUMNS).find(([, names]) => (names as readonly string[]).includes(name))
  return found ? (found[0] as Column) : null
}

/** Composed Hangul, no blanks around or doubled, and no apostrophe by which a spreadsheet kept a formula from running. */
function clean(cell: string): string {
  return cell
    .normalize('NFC')
    .replace(/[\s\u00a0\u3000]+/g, ' ')
    .trim()
    .replace(/^'(?=[=+\-@])/, '')
}
