// The documents that the replica issues: what each is called in the directory, and what is printed on it.

export type Paper = {
  code: string
  service: string
  about: string
  /** Kinds that the form offers, the usual one first, with the title that each is printed with. */
  kinds: [kind: string, title: string][]
}

export const PAPERS = {
  residentRegister: {
    code: '13100000015',
    service: '주민등록표 등본(초본) 발급',
    about: '세대별·개인별 주민등록표에 적힌 내용을 증명하는 서류를 발급합니다.',
    kinds: [
      ['등본', '주민등록표(등본)'],
      ['초본', '주민등록표(초본)'],
    ],
  },
  buildingRegister: {
    code: '15000000098',
    service: '건축물대장 등본(초본) 발급',
    about: '건축물의 표시와 소유자 현황을 확인하는 서류를 발급합니다.',
    kinds: [['일반', '일반건축물대장(갑)']],
  },
  landRegister: {
    code: '13100000999',
    service: '토지(임야)대장 열람·등본 발급',
    about: '토지의 소재와 지번, 지목, 면적, 소유자를 확인하는 서류를 발급합니다.',
    kinds: [['토지대장', '토지대장']],
  },
  localTaxCertificate: {
    code: '13100000056',
    service: '지방세 납세증명',
    about: '지방세를 체납하지 않았음을 증명하는 서류를 발급합니다.',
    kinds: [['납세증명', '지방세 납세증명서']],
  },
} satisfies Record<string, Paper>

/** The document of a CappBizCD. */
export function paperOf(code: string | null): Paper | null {
  return Object.values<Paper>(PAPERS).find((paper) => paper.code === code) ?? null
}
