// The test person. Nobody: the month of birth is 00 and the name says what it is.

export type Person = {
  name: string
  residentNumber: string
  address: string
  household: { relation: string; name: string; born: string }[]
}

export const TEST_PERSON: Person = {
  name: '홍길동테스트',
  residentNumber: '990000-0000000',
  address: '가상특별시 시험구 모의로 1, 101동 1001호 (예행동)',
  household: [
    { relation: '본인', name: '홍길동테스트', born: '1999-00-00' },
    { relation: '배우자', name: '성춘향테스트', born: '1998-00-00' },
    { relation: '자녀', name: '홍하나테스트', born: '2020-00-00' },
    { relation: '자녀', name: '홍두리테스트', born: '2022-00-00' },
  ],
}

export const OTHER_PERSON: Person = {
  name: '임꺽정시험',
  residentNumber: '880000-0000000',
  address: '가상광역시 견본구 연습로 2',
  household: [{ relation: '본인', name: '임꺽정시험', born: '1988-00-00' }],
}

/** Fakes, valid only at the replicas. */
export const TEST_ACCOUNT = { login: 'bongsu-rehearsal', password: 'rehearsal-only-password' }
