// The page on which people who cannot phone report to 119. It is only looked at: the form is never filled in and never sent,
// since every report that arrives there sends somebody out.
import { addressOf } from '../address.ts'
import { type Flow, step } from '../flow.ts'
import { unlike } from '../unlike.ts'
import { PATHS } from './steps.ts'

const FIELDS = ['category', 'location', 'content', 'phone']
const CATEGORIES = ['화재', '구조', '구급']

const openForm = step('form', async ({ session, target, expect }) => {
  const page = await session.get(addressOf(target, 'report', 'report', PATHS))
  expect('the page is about reporting to 119', /119/.test(page.visible) && /신고/.test(page.visible), {
    ...unlike(page, 'wrong-page'),
  })
  const { fields } = page.form('#reportForm')
  const missing = FIELDS.filter((name) => !fields.has(name))
  expect('it asks what, where and by whom', missing.length === 0, {
    ...unlike(page, 'field-missing'),
    cause: `the form has no field ${missing.join(', ')}`,
  })
  const without = CATEGORIES.filter((one) => !page.visible.includes(one))
  expect('fire, rescue and ambulance can be chosen', without.length === 0, {
    ...unlike(page, 'category-missing'),
    cause: `the list of categories lacks ${without.join(', ')}`,
  })
  expect('the place can be given', page.visible.includes('위치'), unlike(page, 'incomplete-page'))
})

export const webReport: Flow = {
  id: 'emergency-rescue/web-report',
  component: 'emergency-rescue/web-report',
  service: 'emergency-rescue',
  tier: 'anonymous',
  everySeconds: 60,
  timeoutSeconds: 30,
  slowAfterSeconds: 5,
  steps: [openForm],
}
