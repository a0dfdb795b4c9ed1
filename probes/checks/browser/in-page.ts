// What runs inside the page: functions that are sent there as text, so that they use nothing from outside themselves.

/** As much of the DOM's types as is needed here. */
type Node = {
  nodeType: number
  textContent: string
  childNodes: Iterable<Node>
  contains: (other: Node) => boolean
}
type Element = Node & {
  tagName: string
  childElementCount: number
  shadowRoot: Node | null
  outerHTML: string
  cloneNode: (deep: boolean) => Element
  querySelectorAll: (
    selector: string,
  ) => ArrayLike<Control> & { forEach: (each: (one: Control, at: number) => void) => void }
  setAttribute: (name: string, value: string) => void
  toggleAttribute: (name: string, on: boolean) => void
}
type Control = Element & {
  name: string
  type: string
  value: string
  checked: boolean
  selected: boolean
  disabled: boolean
  dispatchEvent: (event: Event) => void
}
type FormElement = { elements: Iterable<Control>; requestSubmit: () => void }
declare const document: Element & { documentElement: Element }

/** The page as it stands now, with what scripts and people wrote into its fields (but for passwords). */
export function rendered(): string {
  const copy = document.documentElement.cloneNode(true)
  const copies = copy.querySelectorAll('input, option, textarea')
  document.querySelectorAll('input, option, textarea').forEach((one, at) => {
    const other = copies[at]
    if (!other) return
    if (one.type === 'checkbox' || one.type === 'radio') other.toggleAttribute('checked', one.checked)
    else if (one.tagName === 'OPTION') other.toggleAttribute('selected', one.selected)
    else if (one.tagName === 'TEXTAREA') other.textContent = one.value
    else if (one.value && one.type !== 'password' && one.type !== 'file') other.setAttribute('value', one.value)
  })
  return `<!doctype html>${copy.outerHTML}`
}

/** The control of a form that has this name, or, of boxes, this name and value. */
export function controlOf(form: FormElement, { name, value }: { name: string; value: string }): Control | undefined {
  const named = [...form.elements].filter((one) => one.name === name && !one.disabled)
  return named.find((one) => (one.type === 'radio' || one.type === 'checkbox') && one.value === value) ?? named[0]
}

export function kindOf(control: Control): string {
  return control.tagName === 'SELECT' ? 'select' : control.type
}

/** A hidden field, as scripts of pages fill it. */
export function setHidden(control: Control, value: string): void {
  control.value = value
  control.dispatchEvent(new Event('change', { bubbles: true }))
}

/** The button that Enter presses (HTML, implicit submission). */
export function defaultButton(form: FormElement): Control | undefined {
  return [...form.elements].find((one) => !one.disabled && (one.type === 'submit' || one.type === 'image'))
}

export function requestSubmit(form: FormElement): void {
  form.requestSubmit()
}

/** All texts that could be read off a picture of the page: single ones, and short parts of the page that hold several. */
export function findTexts(): Node[] {
  const found: Node[] = []
  const walk = (root: Node) => {
    for (const node of root.childNodes) {
      if (node.nodeType === 3 && node.textContent.trim()) found.push(node)
      if (node.nodeType !== 1) continue
      const element = node as Element
      walk(element)
      if (element.shadowRoot) walk(element.shadowRoot)
      const isText = !['SCRIPT', 'STYLE'].includes(element.tagName)
      if (isText && element.childElementCount > 0 && element.textContent.length <= 400) found.push(element)
    }
  }
  walk(document.documentElement)
  return found
}

export function readTexts(found: Node[]): string[] {
  return found.map((one) => one.textContent)
}

/** Writes those that are given; of what holds several only the innermost. `alone`: only single texts. */
export function writeTexts(found: Node[], { texts, alone }: { texts: (string | null)[]; alone: boolean }): void {
  const meant = found.filter((one, at) => typeof texts[at] === 'string' && (!alone || one.nodeType === 3))
  for (const one of meant) {
    const inner = one.nodeType !== 3 && meant.some((other) => other !== one && one.contains(other))
    if (!inner) one.textContent = texts[found.indexOf(one)] ?? ''
  }
}
