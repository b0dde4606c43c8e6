import type { CSSProperties } from 'react'
import type { DayState } from './calendar-days.ts'

const TEAL = 'var(--mantine-color-teal-6)'
const BORDER = 'var(--mantine-color-default-border)'
const DIMMED = 'var(--mantine-color-dimmed)'

/** How a day looks; each state differs in its form as well as in its colour. */
export const DAY_STYLES: Readonly<Record<DayState, CSSProperties>> = {
  c: { background: TEAL },
  p: {
    background: `linear-gradient(135deg, ${TEAL} 50%, transparent 50%)`,
    boxShadow: `inset 0 0 0 1px ${TEAL}`,
  },
  e: {
    background: `radial-gradient(circle, ${TEAL} 25%, transparent 30%)`,
    boxShadow: `inset 0 0 0 1px ${BORDER}`,
  },
  f: {
    background: 'var(--mantine-color-red-7)',
    clipPath: 'polygon(50% 0, 100% 50%, 50% 100%, 0 50%)',
  },
  m: { boxShadow: `inset 0 0 0 1px ${DIMMED}` },
  n: { background: BORDER, opacity: 0.35 },
}
