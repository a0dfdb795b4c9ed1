// The one list of migrations, in order. A merged one never changes and imports nothing of ours.
import type { Migration } from 'kysely/migration'
import * as firstTables from './0001_first_tables.ts'
import * as engine from './0002_engine.ts'
import * as maintenance from './0003_maintenance.ts'
import * as availability from './0004_availability.ts'
import * as staffReports from './0005_staff_reports.ts'
import * as replay from './0006_replay.ts'
import * as probes from './0007_probes.ts'
import * as telling from './0008_telling.ts'
import * as centers from './0009_centers.ts'
import * as reports from './0010_reports.ts'
import * as unused from './0011_unused.ts'
import * as easy from './0012_easy.ts'
import * as receipts from './0013_receipts.ts'
import * as regions from './0014_regions.ts'

export const MIGRATIONS: Record<string, Migration> = {
  '0001_first_tables': firstTables,
  '0002_engine': engine,
  '0003_maintenance': maintenance,
  '0004_availability': availability,
  '0005_staff_reports': staffReports,
  '0006_replay': replay,
  '0007_probes': probes,
  '0008_telling': telling,
  '0009_centers': centers,
  '0010_reports': reports,
  '0011_unused': unused,
  '0012_easy': easy,
  '0013_receipts': receipts,
  '0014_regions': regions,
}
