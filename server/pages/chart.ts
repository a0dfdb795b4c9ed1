// Response times of 24 hours as a drawing: a line a place for the usual time, a band up to what nine of ten runs took. Pure.
import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { clockTime, type Language } from '../../views/format.ts'
import type { Speed, SpeedPoint } from '../publish/snapshot.ts'

const WIDTH = 420
const HEIGHT = 190
const LEFT = 40
const BOTTOM = 24
const TOP = 8
const DAY_MS = 86_400_000
const MARKS_EVERY_MS = 6 * 3600_000
const LEAST_MS = 100

type Known = SpeedPoint & { typical: number; slowest: number }

/**
 * `lines` have the place (by its number), its drawing and its band; gaps stay gaps. `fails`: where runs failed, as marks at the
 * foot. `false` when nothing worked in that time.
 */
export function chart(speeds: Speed[], now: number, language: Language) {
  const from = now - DAY_MS
  const shown = speeds.map(({ points, every }) => ({ every, points: points.filter(({ at }) => at >= from) }))
  const values = shown.flatMap(({ points }) => points.flatMap(({ slowest }) => slowest ?? []))
  if (values.length === 0) return false
  const x = scaleLinear([from, now], [LEFT, WIDTH])
  const y = scaleLinear([0, Math.max(LEAST_MS, ...values)], [HEIGHT - BOTTOM, TOP]).nice(4)
  const whole = (value: number) => Math.round(value)
  return {
    width: WIDTH,
    height: HEIGHT,
    lines: shown.map(({ points, every }, index) => ({
      number: index + 1,
      line: piecesOf(points, every)
        .map((piece) =>
          line<Known>(
            ({ at }) => whole(x(at)),
            ({ typical }) => whole(y(typical)),
          )(piece),
        )
        .join(''),
      band: piecesOf(points, every)
        .map((piece) =>
          area<Known>(
            ({ at }) => whole(x(at)),
            ({ typical }) => whole(y(typical)),
            ({ slowest }) => whole(y(slowest)),
          )(piece),
        )
        .join(''),
    })),
    fails: shown
      .flatMap(({ points }) => points.filter(({ failed }) => failed > 0))
      .map(({ at }) => `M${whole(x(at)) - 3} ${HEIGHT - BOTTOM}l3 -8l3 8z`)
      .join(''),
    rules: y
      .ticks(4)
      .map((value) => ({ y: whole(y(value)), text: inSeconds(value), x: LEFT, end: WIDTH, textX: LEFT - 6 })),
    times: timesBetween(from, now).map((at) => ({ x: whole(x(at)), y: HEIGHT - 6, text: clockTime(at, at, language) })),
  }
}

/** Seconds, as `0.4 s`. */
export function inSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000
  return `${seconds < 10 ? seconds.toFixed(seconds < 1 && milliseconds % 100 !== 0 ? 2 : 1) : Math.round(seconds)} s`
}

/** Where a stretch had no working run the line is broken. */
function piecesOf(points: SpeedPoint[], every: number): Known[][] {
  const pieces: Known[][] = []
  let last = Number.NEGATIVE_INFINITY
  for (const point of points) {
    const { typical, slowest } = point
    if (typical === null || slowest === null) continue
    if (point.at - last > every) pieces.push([])
    pieces.at(-1)?.push({ ...point, typical, slowest })
    last = point.at
  }
  return pieces
}

function timesBetween(from: number, until: number): number[] {
  const first = Math.ceil(from / MARKS_EVERY_MS) * MARKS_EVERY_MS
  return Array.from(
    { length: Math.floor((until - first) / MARKS_EVERY_MS) + 1 },
    (_, index) => first + index * MARKS_EVERY_MS,
  )
}
