// A parsed page as a plain tree: walking it once is many times quicker than asking for each selector.
import type { CheerioAPI } from 'cheerio/slim'

export type AnyNode = ReturnType<CheerioAPI['root']>[number]['children'][number]
export type Element = Extract<AnyNode, { tagName: string }>

const known = new WeakMap<object, Element[]>()

/** All elements of a page, or below one, in the page's order. A page's are found once. */
export function elementsOf(where: CheerioAPI | Element): Element[] {
  const found = known.get(where)
  if (found) return found
  const elements: Element[] = []
  const walk = (nodes: AnyNode[]) => {
    for (const node of nodes) {
      if (!('tagName' in node)) continue
      elements.push(node)
      walk(node.children)
    }
  }
  walk(typeof where === 'function' ? (where.root()[0]?.children ?? []) : where.children)
  known.set(where, elements)
  return elements
}

/** All text below an element, as it stands. */
export function textOf(element: Element): string {
  return element.children
    .map((child) => (child.type === 'text' ? child.data : 'tagName' in child ? textOf(child) : ''))
    .join('')
}
