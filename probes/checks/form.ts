import type { CheerioAPI } from 'cheerio/slim'
import iconv from 'iconv-lite'
import { StepFailure } from '../flow.ts'
import type { Form } from './http.ts'

type Controls = ReturnType<typeof controlsOf>
type Origin = { pageUrl: string; charset: string }
const origins = new WeakMap<Form, Origin>()

/**
 * The form that `selector` names (default: the only one), with the fields a browser would send: hidden ones, selected
 * options, checked boxes, the default button. Boxes left out can still be `set`.
 */
export function readForm($: CheerioAPI, origin: Origin & { target: string }, selector?: string): Form {
  const found = selector ? $(selector).filter('form') : $('form')
  const [element] = found.get()
  if (!element || (!selector && found.length > 1)) throw missing(origin.target, selector, found.length)
  const form = $(element)
  const controls = controlsOf($, element, form.attr('id'))

  const known = new Set<string>()
  const fields = new Map<string, string>()
  let pressed = false
  for (const one of controls.get()) {
    const control = $(one)
    const name = control.attr('name')
    const type = one.tagName === 'input' || one.tagName === 'button' ? (control.attr('type') ?? '').toLowerCase() : ''
    const submits = type === 'submit' || (one.tagName === 'button' && type === '')
    const isDefault = submits && !pressed
    pressed ||= submits
    if (!name || (submits && !isDefault) || ['button', 'reset', 'image', 'file'].includes(type)) continue
    known.add(name)
    if ((type === 'checkbox' || type === 'radio') && !control.is('[checked]')) continue
    fields.set(name, fieldValue(control, type))
  }

  const result: Form = {
    action: new URL(form.attr('action') || origin.pageUrl, baseOf($, origin.pageUrl)).href,
    method: (form.attr('method') ?? '').toUpperCase() === 'POST' ? 'POST' : 'GET',
    fields,
    set(name, value) {
      if (!known.has(name)) throw fieldMissing(origin.target, name)
      fields.set(name, value)
      return result
    },
  }
  origins.set(result, {
    pageUrl: origin.pageUrl,
    charset: form.attr('accept-charset')?.split(/[\s,]+/)[0] || origin.charset,
  })
  return result
}

function controlsOf($: CheerioAPI, form: unknown, id: string | undefined) {
  return $('input, select, textarea, button')
    .filter((_, one) => (id && $(one).attr('form') === id) || $(one).closest('form').get(0) === form)
    .filter((_, one) => !$(one).is('[disabled]') && $(one).closest('fieldset[disabled]').length === 0)
}

/** Where `form` was read, or `null` for one that no page gave. */
export function originOf(form: Form): Origin | null {
  return origins.get(form) ?? null
}

/** application/x-www-form-urlencoded in the page's charset, as a browser writes it. */
export function encodeFields(fields: Map<string, string>, charset: string): string {
  return [...fields].map(([name, value]) => `${encode(name, charset)}=${encode(value, charset)}`).join('&')
}

function encode(text: string, charset: string): string {
  const bytes = iconv.encode(text.replace(/\r?\n/g, '\r\n'), iconv.encodingExists(charset) ? charset : 'utf-8')
  return Array.from(bytes, (byte) => {
    if (byte === 0x20) return '+'
    const character = String.fromCharCode(byte)
    return /[A-Za-z0-9*\-._]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}

/** The address that relative ones on the page start from. */
export function baseOf($: CheerioAPI, pageUrl: string): string {
  return new URL($('base[href]').attr('href') ?? '', pageUrl).href
}

function fieldValue(control: Controls, type: string): string {
  if (control.is('textarea')) return control.text()
  if (!control.is('select')) return control.attr('value') ?? (type === 'checkbox' || type === 'radio' ? 'on' : '')
  const chosen = control.find('option[selected]').last()
  const option = chosen.length > 0 ? chosen : control.find('option:not([disabled])').first()
  return option.attr('value') ?? option.text().replace(/\s+/g, ' ').trim()
}

function missing(target: string, selector: string | undefined, count: number): StepFailure {
  const expectation = selector ? `the page has the form ${selector}` : 'the page has exactly one form'
  return new StepFailure({
    layer: 'app',
    code: 'form-missing',
    target,
    expectation,
    cause: `the page has ${count} such forms`,
  })
}

function fieldMissing(target: string, name: string): StepFailure {
  const expectation = `the form has the field ${name}`
  return new StepFailure({
    layer: 'app',
    code: 'field-missing',
    target,
    expectation,
    cause: 'the page gave no such field',
  })
}
