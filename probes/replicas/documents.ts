// Issued documents: real PDFs with Korean text, and the register of the numbers printed on them.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import PDFDocument from 'pdfkit'
import { OTHER_PERSON, type Person } from './people.ts'
import type { RandomBytes } from './sessions.ts'

export type Issued = { number: string; holder: string; title: string; issuedAt: number }
export type IssueFaults = { empty: boolean; wrong: boolean; unregistered: boolean }
export type DocumentOffice = {
  /** `title` is 주민등록표(등본) unless said otherwise. */
  issue: (holder: Person, office: string, faults: IssueFaults, title?: string) => Promise<Uint8Array>
  /** What was issued under this number to this holder; `null` when nothing was. */
  find: (number: string, holder: string) => Issued | null
}

const VALID_MS = 90 * 86_400_000
const FULL_COPY = '주민등록표(등본)'
const EXTRACT = '주민등록표(초본)'
const FONT = 'NanumGothic'

export function makeDocumentOffice(parts: { now: () => number; random: RandomBytes }): DocumentOffice {
  const register = new Map<string, Issued>()
  return {
    issue: async (asked, office, faults, wanted = FULL_COPY) => {
      if (faults.empty) return new Uint8Array(0)
      const holder = faults.wrong ? OTHER_PERSON : asked
      const title = faults.wrong ? EXTRACT : wanted
      const issued = { number: makeNumber(parts.random), holder: holder.name, title, issuedAt: parts.now() }
      if (!faults.unregistered) register.set(issued.number, issued)
      forgetOld(register, parts.now())
      return print(issued, holder, office)
    },
    find: (number, holder) => {
      const found = register.get(number)
      return found && found.holder === holder && parts.now() - found.issuedAt < VALID_MS ? found : null
    },
  }
}

/** `YYYY년 MM월 DD일 HH:MM:SS` in Korean time. */
export function koreanTime(at: number): string {
  const [date = '', time = ''] = new Date(at + 9 * 3_600_000).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${year}년 ${month}월 ${day}일 ${time.slice(0, 8)}`
}

let font: Buffer | undefined
function fontBytes(): Buffer {
  const file = '@expo-google-fonts/nanum-gothic/400Regular/NanumGothic_400Regular.ttf'
  // fontkit reads the box of the last, empty glyph beyond the end of the file, so the file gets a little room behind it.
  font ??= Buffer.concat([readFileSync(fileURLToPath(import.meta.resolve(file))), Buffer.alloc(64)])
  return font
}

async function print(issued: Issued, holder: Person, office: string): Promise<Uint8Array> {
  const sheet = new PDFDocument({
    size: 'A4',
    margin: 50,
    info: { Title: issued.title, CreationDate: new Date(issued.issuedAt) },
  })
  const chunks: Buffer[] = []
  sheet.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise<void>((resolve, reject) => sheet.on('end', resolve).on('error', reject))
  sheet.registerFont(FONT, fontBytes()).font(FONT)
  sheet.fontSize(9).text(`문서확인번호: ${issued.number}`, 50, 40)
  sheet.fontSize(22).text(issued.title, 50, 75, { align: 'center' })
  sheet.fontSize(10).text('이 등본(초본)은 세대별 주민등록표의 원본 내용과 틀림없음을 증명합니다.', 50, 115)
  sheet.text(`신청인: ${holder.name}`, 50, 140).text(`용도 및 목적: 예행연습`, 300, 140)
  sheet.text(`세대주: ${holder.name}`, 50, 165).text(`주소: ${holder.address}`, 50, 185)
  household(sheet, holder)
  sheet.text(`발급일시: ${koreanTime(issued.issuedAt)}`, 50, 480).text(`발급기관: ${office}`, 50, 500)
  sheet.fontSize(18).text(office, 50, 560, { align: 'center' })
  sheet.fontSize(8).text(NOTES, 50, 630, { width: 495 })
  sheet.end()
  await done
  return Buffer.concat(chunks)
}

function household(sheet: PDFKit.PDFDocument, holder: Person): void {
  const columns = [60, 110, 200, 340]
  const rows = [
    ['번호', '세대주 관계', '성명', '생년월일'],
    ...holder.household.map((member, index) => [String(index + 1), member.relation, member.name, member.born]),
  ]
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

function makeNumber(random: RandomBytes): string {
  const digits = [...random(16)].map((byte) => byte % 10).join('')
  return digits.replace(/(\d{4})(?=\d)/g, '$1-')
}

function forgetOld(register: Map<string, Issued>, now: number): void {
  for (const [number, issued] of register) {
    if (now - issued.issuedAt < VALID_MS && register.size <= 10_000) return
    register.delete(number)
  }
}
