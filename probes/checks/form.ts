import type { CheerioAPI } from 'cheerio/slim'
import iconv from 'iconv-lite'
import { StepFailure } from '../flow.ts'
import type { Form } from './http.ts'
import { type Element, elementsOf, textOf } from './tree.ts'

type Origin = { pageUrl: string; charset: string }
const origins = new WeakMap<Form, Origin>()

/**
 * The form that `selector` names (default: the only one), with the fields a browser would send: hidden ones, selected
 * options, checked boxes, the default button. Boxes left out can still be `set`.
 */
export function readForm($: CheerioAPI, origin: Origin & { target: string }, selector?: string): Form {
  const found = [...$(selector ?? 'form')].filter((one) => 'tagName' in one && one.tagName === 'form') as Element[]
  const [form] = found
  if (!form || (!selector && found.length > 1)) throw missing(origin.target, selector, found.length)
  const known = new Set<string>()
  const fields = new Map<string, string>()
  let pressed = false
  for (const control of controlsOf($, form)) {
    const { name } = control.attribs
    const type = typeOf(control)
    const isDefault = type === 'submit' && !pressed
    pressed ||= type === 'submit'
    if (!name || (type === 'submit' && !isDefault) || NEVER_SENT.has(type)) continue
    known.add(name)
    if (isBox(type) && control.attribs.checked === undefined) continue
    fields.set(name, fieldValue(control, type))
  }

  const { action, method, 'accept-charset': charsets } = form.attribs
  const result: Form = {
    action: new URL(action || origin.pageUrl, baseOf($, origin.pageUrl)).href,
    method: (method ?? '').toUpperCase() === 'POST' ? 'POST' : 'GET',
    fields,
    set(name, value) {
      if (!known.has(name)) throw fieldMissing(origin.target, name)
      fields.set(name, value)
      return result
    },
  }
  origins.set(result, { pageUrl: origin.pageUrl, charset: charsets?.split(/[\s,]+/)[0] || origin.charset })
  return result
}

const CONTROLS = new Set(['input', 'select', 'textarea', 'button'])
const NEVER_SENT = new Set(['button', 'reset', 'image', 'file'])
const isBox = (type: string) => type === 'checkbox' || type === 'radio'

/** Those inside the form or named to it, in the page's order, that are not disabled. */
function controlsOf($: CheerioAPI, form: Element): Element[] {
  const { id } = form.attribs
  return elementsOf($).filter((one) => {
    if (!CONTROLS.has(one.tagName) || one.attribs.disabled !== undefined) return false
    const named = one.attribs.form
    if (named === undefined ? !isInside(one, (above) => above === form) : !id || named !== id) return false
    return !isInside(one, (above) => above.tagName === 'fieldset' && above.attribs.disabled !== undefined)
  })
}

function isInside(element: Element, test: (above: Element) => boolean): boolean {
  for (let above = element.parent; above; above = above.parent) if ('tagName' in above && test(above)) return true
  return false
}

/** Of inputs and buttons; a button without one submits. */
function typeOf({ tagName, attribs }: Element): string {
  if (tagName === 'button') return attribs.type?.toLowerCase() || 'submit'
  return tagName === 'input' ? (attribs.type ?? '').toLowerCase() : ''
}

/** Where `form` was read, or `null` for one that no page gave. */
export function originOf(form: Form): Origin | null {
  return origins.get(form) ?? null
}

/** application/x-www-form-urlencoded in the page's charset, as a browser writes it. */
export function encodeFields(fields: Map<string, string>, charset: string): string {
  return [...fields].map(([name, value]) => `${encode(name, charset)}=${encode(value, charset)}`).join('&')
}

const PLAIN = /^[A-Za-z0-9*\-._]*$/
const ENCODED = Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20) return '+'
  const character = String.fromCharCode(byte)
  return PLAIN.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

function encode(text: string, charset: string): string {
  if (PLAIN.test(text)) return text
  const bytes = iconv.encode(text.replace(/\r?\n/g, '\r\n'), iconv.encodingExists(charset) ? charset : 'utf-8')
  let encoded = ''
  for (const byte of bytes) encoded += ENCODED[byte]
  return encoded
}

/** The address that relative ones on the page start from. */
export function baseOf($: CheerioAPI, pageUrl: string): string {
  const base = elementsOf($).find(({ tagName, attribs }) => tagName === 'base' && attribs.href !== undefined)
  return base ? new URL(base.attribs.href ?? '', pageUrl).href : pageUrl
}

function fieldValue(control: Element, type: string): string {
  if (control.tagName === 'textarea') return textOf(control)
  if (control.tagName !== 'select') return control.attribs.value ?? (isBox(type) ? 'on' : '')
  const options = elementsOf(control).filter(({ tagName }) => tagName === 'option')
  const chosen = options.filter(({ attribs }) => attribs.selected !== undefined).at(-1)
  const option = chosen ?? options.find(({ attribs }) => attribs.disabled === undefined)
  return option?.attribs.value ?? (option ? textOf(option).replace(/\s+/g, ' ').trim() : '')
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
