// Looks up one incident that the owner keeps for this, an exercise (훈련). Reading is all it does: no real incident is looked
// at, and nothing is reported, dispatched or changed. Without `codes.testIncident` it does not look anything up.
import { type Flow, Inconclusive, type Page, step } from '../flow.ts'
import { unlike } from '../unlike.ts'
import { giveOneTimePassword, givePassword, openLoginPage } from './steps.ts'

const lookUp = step('search', async ({ session, target, recall, expect }) => {
  const number = target.codes?.testIncident
  if (!number) throw new Inconclusive('settings', 'give the test incident: targets.emergency-rescue.codes.testIncident')
  const search = await session.get(recall<Page>('board').link('출동 조회'))
  const page = await session.submit(search.form('#incidentForm').set('incidentNumber', number))
  expect('the test incident is found', page.visible.includes('출동 정보') && page.visible.includes(number), {
    ...unlike(page, 'incident-missing'),
    cause: page.visible.includes('조회된 출동이 없습니다')
      ? 'the system says that there is no such incident'
      : 'the incident is not shown',
  })
  expect(
    'it is an exercise, and where it was is told',
    /훈련|시험/.test(page.visible) && page.visible.includes('위치'),
    {
      ...unlike(page, 'incomplete-page'),
    },
  )
})

export const incidentLookup: Flow = {
  id: 'emergency-rescue/incident-lookup',
  component: 'emergency-rescue/incident-lookup',
  service: 'emergency-rescue',
  tier: 'authorised',
  everySeconds: 300,
  timeoutSeconds: 60,
  slowAfterSeconds: 15,
  steps: [openLoginPage, givePassword, giveOneTimePassword, lookUp],
}
