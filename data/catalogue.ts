// The catalogue: services, components, what they need and what to do instead, as YAML files that operators can replace.

export type Text = { ko: string; en: string }

export type ComponentKind = 'page' | 'login' | 'document' | 'function' | 'dependency'

export type Component = {
  /** `<service>/<name>` */
  id: string
  service: string
  name: Text
  description: Text | null
  kind: ComponentKind
  /** Ids of components it cannot work without. */
  needs: string[]
  /** Ids of fallbacks, best first. */
  fallbacks: string[]
}

export type Service = { id: string; name: Text; description: Text | null; owner: Text; components: Component[] }

export type Fallback = {
  id: string
  kind: 'online' | 'kiosk' | 'counter' | 'phone' | 'handwritten'
  name: Text
  /** What to do, one sentence. */
  how: Text
  hours: Text | null
  fee: Text | null
  bring: Text | null
  url: string | null
  phone: string | null
  /** Components it shares: when one of them is down, so is this fallback. */
  needs: string[]
  /** Day the entry was last checked, YYYY-MM-DD. */
  checkedOn: string
}

export type Catalogue = {
  services: Service[]
  fallbacks: Map<string, Fallback>
  /** Every component by id. */
  components: Map<string, Component>
}
