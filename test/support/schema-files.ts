// The JSON Schemas that editors use, generated from the schemas that the programs use: `npm run schema`.

import { AgentSettingsSchema } from '../../probes/settings.ts'
import { ConfigSchema } from '../../server/config.ts'
import { RunSchema } from '../../server/replay/run-format.ts'

/** File name → content. */
export function schemaFiles(): Record<string, string> {
  return {
    'bongsu.schema.json': schemaText(ConfigSchema),
    'agent.schema.json': schemaText({ title: 'Settings of an agent of Bongsu', ...AgentSettingsSchema }),
    'docs/runs.schema.json': schemaText(RunSchema),
  }
}

function schemaText(schema: object): string {
  const draft = 'https://json-schema.org/draft/2020-12/schema'
  return `${JSON.stringify({ $schema: draft, ...schema }, null, 2)}\n`
}
