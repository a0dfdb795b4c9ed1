// What the dispatchers know. There is one incident, an exercise that ended.

export type DispatchedIncident = { number: string; kind: string; place: string; reportedAt: string; state: string }

export const TEST_INCIDENT: DispatchedIncident = {
  number: 'T2026-000119',
  kind: '훈련',
  place: '가상특별시 시험구 모의로 1',
  reportedAt: '2026년 11월 09일 10:00',
  state: '종결',
}
