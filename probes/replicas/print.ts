// Prints issued documents: each sheet once as a template, then only the digits that differ are written into a copy of its bytes.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'
import { koreanClock } from '../korean-time.ts'
import type { Person } from './people.ts'
import { sheetBody } from './sheets.ts'

/** What stands on a sheet for everybody who asks again. */
export type Sheet = { title: string; office: string; holder: Person }
/** What differs from one issue to the next: `9999-9999-9999-9999`, and UTC milliseconds. */
export type Copy = { number: string; issuedAt: number }

/** Where the digits of a template stand, each found once in `bytes`. */
type Template = { bytes: Buffer; places: Record<keyof Digits, number[]> }
type Digits = { number: string; year: string; month: string; day: string; clock: string; created: string; id: string }

const FONT = 'NanumGothic'
/** Of the standard fonts, which are not embedded: its text is written as WinAnsi codes, so any digit can take another's place. */
const DIGITS = 'Helvetica'
const BLANK = { number: '0000-0000-0000-0001', year: '0002', month: '03', day: '04', clock: '00:00:05' }
const BLANK_CREATED = Date.UTC(2000, 0, 1)
const MAX_TEMPLATES = 50
/** Of all sheets this one alone names who stands first in the household. */
const HOUSEHOLD = '주민등록표(등본)'

/** A printer that keeps the sheets it printed; resolves with a PDF. */
export function makePrinter(): (sheet: Sheet, copy: Copy) => Promise<Uint8Array> {
  const templates = new Map<string, Promise<Template>>()
  return async (sheet, copy) => {
    const key = JSON.stringify([sheet.title, sheet.office, sheet.holder])
    if (!templates.has(key) && templates.size >= MAX_TEMPLATES) templates.clear()
    const made = templates.get(key) ?? makeTemplate(sheet)
    templates.set(key, made)
    return fill(await made, digitsOf(copy))
  }
}

/** `YYYY년 MM월 DD일 HH:MM:SS` in Korean time. */
export function koreanTime(at: number): string {
  const { year, month, day, clock } = timeParts(at)
  return `${year}년 ${month}월 ${day}일 ${clock}`
}

function timeParts(at: number) {
  const { day: date, time } = koreanClock(at)
  const [year = '', month = '', day = ''] = date.split('-')
  return { year, month, day, clock: time }
}

function digitsOf({ number, issuedAt }: Copy): Digits {
  const shown = { number, ...timeParts(issuedAt) }
  const hex = Object.fromEntries(Object.entries(shown).map(([name, text]) => [name, asHex(text)]))
  const id = createHash('sha256').update(`${number} ${issuedAt}`).digest('hex').slice(0, 32)
  return { ...(hex as Record<keyof typeof shown, string>), created: pdfDate(issuedAt), id: `<${id}>` }
}

/** As pdfkit writes text of the standard fonts (ISO 32000-1 §7.3.4.3). */
function asHex(text: string): string {
  return `<${Buffer.from(text, 'latin1').toString('hex')}>`
}

/** ISO 32000-1 §7.9.4 */
function pdfDate(at: number): string {
  return `D:${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}Z`
}

function fill({ bytes, places }: Template, digits: Digits): Uint8Array {
  const copy = Buffer.from(bytes)
  for (const name of Object.keys(places) as (keyof Digits)[])
    for (const at of places[name]) copy.write(digits[name], at, 'latin1')
  return copy
}

async function makeTemplate(sheet: Sheet): Promise<Template> {
  const bytes = await print(sheet)
  const once = (text: string) => {
    const at = bytes.indexOf(text, 0, 'latin1')
    if (at < 0 || bytes.indexOf(text, at + 1, 'latin1') >= 0)
      throw new Error(`the template has not exactly one ${text}`)
    return [at]
  }
  const [number, year, month, day, clock] = [BLANK.number, BLANK.year, BLANK.month, BLANK.day, BLANK.clock].map(
    (text) => once(asHex(text)),
  ) as [number[], number[], number[], number[], number[]]
  return { bytes, places: { number, year, month, day, clock, created: once(pdfDate(BLANK_CREATED)), id: idsOf(bytes) } }
}

/** The two identifiers of a file in its trailer (ISO 32000-1 §14.4). */
function idsOf(bytes: Buffer): number[] {
  const text = bytes.toString('latin1')
  const start = text.lastIndexOf('/ID')
  const found = [...text.slice(start).matchAll(/<[0-9a-f]{32}>/g)].map(({ index }) => start + index)
  if (start < 0 || found.length !== 2) throw new Error('the template has no two identifiers')
  return found
}

async function print({ title, office, holder }: Sheet): Promise<Buffer> {
  const sheet = new PDFDocument({
    size: 'A4',
    margin: 50,
    compress: false,
    info: { Title: title, CreationDate: new Date(BLANK_CREATED) },
  })
  const chunks: Buffer[] = []
  sheet.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise<void>((resolve, reject) => sheet.on('end', resolve).on('error', reject))
  sheet.registerFont(FONT, fontBytes()).font(FONT)
  line(sheet.fontSize(9), 50, 48, ['문서확인번호: ', { digits: BLANK.number }])
  sheet.fontSize(22).text(title, 50, 75, { align: 'center' })
  const { certifies, rows } = sheetBody(title, holder)
  sheet.fontSize(10).text(certifies, 50, 115)
  sheet.text(`신청인: ${holder.name}`, 50, 140).text(`용도 및 목적: 예행연습`, 300, 140)
  if (title === HOUSEHOLD) sheet.text(`세대주: ${holder.name}`, 50, 165).text(`주소: ${holder.address}`, 50, 185)
  table(sheet, rows)
  const { year, month, day, clock } = BLANK
  const time = [{ digits: year }, '년 ', { digits: month }, '월 ', { digits: day }, '일 ', { digits: clock }]
  line(sheet, 50, 489, ['발급일시: ', ...time])
  sheet.text(`발급기관: ${office}`, 50, 500)
  sheet.fontSize(18).text(office, 50, 560, { align: 'center' })
  sheet.fontSize(8).text(NOTES, 50, 630, { width: 495 })
  sheet.end()
  await done
  return Buffer.concat(chunks)
}

/** One printed line on the baseline `y`, in Korean and in digits that can be replaced. */
function line(sheet: PDFKit.PDFDocument, x: number, y: number, pieces: (string | { digits: string })[]): void {
  let at = x
  for (const piece of pieces) {
    const text = typeof piece === 'string' ? piece : piece.digits
    sheet
      .font(typeof piece === 'string' ? FONT : DIGITS)
      .text(text, at, y, { baseline: 'alphabetic', lineBreak: false })
    at += sheet.widthOfString(text)
  }
  sheet.font(FONT)
}

function table(sheet: PDFKit.PDFDocument, rows: string[][]): void {
  const columns = [60, 150, 300, 360]
  rows.forEach((row, line) => {
    const y = 225 + line * 26
    sheet.rect(50, y - 7, 495, 26).stroke('#808080')
    for (const [column, cell] of row.entries())
      sheet.fillColor('#000').text(cell, columns[column], y, { lineBreak: false })
  })
}

const NOTES =
  '이 문서는 봉수 예행연습용 모의 증명서이며 어떠한 법적 효력도 없습니다. 발급 사실은 발급일로부터 90일 동안 문서확인번호로 ' +
  '진위를 확인할 수 있습니다. 위조하거나 변조하여 사용하는 경우 관계 법령에 따라 처벌을 받을 수 있으니 유의하시기 바랍니다.'

let font: Buffer | undefined
function fontBytes(): Buffer {
  const file = '@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf'
  // fontkit reads the box of the last, empty glyph beyond the end of the file, so the file gets a little room behind it.
  font ??= Buffer.concat([readFileSync(fileURLToPath(import.meta.resolve(file))), Buffer.alloc(64)])
  return font
}
