// What is printed on the sheet of each document beside its title, number and time: as the official forms have it, with invented entries.
import type { Person } from './people.ts'

export type SheetBody = {
  /** The sentence that makes it a certificate. */
  certifies: string
  /** Rows of a table, the first one its headings. */
  rows: string[][]
}

/** By title; a title that is not known is an extract of the resident register. */
export function sheetBody(title: string, holder: Person): SheetBody {
  return (BODIES[title] ?? extract)(holder)
}

const extract = ({ name, address, household }: Person): SheetBody => ({
  certifies: '이 초본은 개인별 주민등록표의 원본내용과 틀림없음을 증명합니다.',
  rows: [
    ['성명', '생년월일', '주소', '변동사유'],
    [name, household[0]?.born ?? '', address, '전입'],
  ],
})

const BODIES: Record<string, (holder: Person) => SheetBody> = {
  '주민등록표(등본)': ({ household }) => ({
    certifies: '이 등본은 세대별 주민등록표의 원본내용과 틀림없음을 증명합니다.',
    rows: [
      ['번호', '세대주 관계', '성명', '생년월일'],
      ...household.map(({ relation, name, born }, index) => [String(index + 1), relation, name, born]),
    ],
  }),
  '주민등록표(초본)': extract,
  '일반건축물대장(갑)': ({ name, address }) => ({
    certifies: '이 등(초)본은 건축물대장의 원본내용과 틀림없음을 증명합니다.',
    rows: [
      ['구분', '내용', '구분', '내용'],
      ['대지위치', '가상특별시 시험구 예행동', '지번', '1번지'],
      ['대지면적', '330 m²', '연면적', '198.4 m²'],
      ['주구조', '철근콘크리트구조', '주용도', '단독주택'],
      ['소유자', name, '주소', address],
    ],
  }),
  토지대장: ({ name, address }) => ({
    certifies: '토지대장에 의하여 작성한 등본입니다.',
    rows: [
      ['구분', '내용', '구분', '내용'],
      ['토지소재', '가상특별시 시험구 예행동', '지번', '1'],
      ['지목', '(08) 대', '면적', '330 m²'],
      ['변동일자', '2000년 01월 03일', '변동원인', '(03) 소유권이전'],
      ['소유자', name, '주소', address],
    ],
  }),
  '지방세 납세증명서': ({ name, address }) => ({
    certifies: '발급일 현재 징수유예등의 금액을 제외하고는 다른 체납액이 없음을 증명합니다.',
    rows: [
      ['구분', '내용', '구분', '내용'],
      ['납세자', name, '주소', address],
      ['증명서의 사용목적', '그 밖의 목적', '체납액', '해당 없음'],
    ],
  }),
  인감증명서: ({ name, address, household }) => ({
    certifies: '위 인감은 신고되어 있는 인감임을 증명합니다.',
    rows: [
      ['성명', '생년월일', '주소', '용도'],
      [name, household[0]?.born ?? '', address, '일반용'],
    ],
  }),
}
