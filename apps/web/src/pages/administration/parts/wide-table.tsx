import { Table } from '@mantine/core'
import type { ReactNode } from 'react'

/** A table in a region of its own, which scrolls where the screen is narrow, also by keyboard. */
export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable
    <div role="region" aria-label={label} tabIndex={0} style={{ overflowX: 'auto', overflowWrap: 'normal' }}>
      <Table verticalSpacing="xs" miw={480} aria-label={label}>
        {children}
      </Table>
    </div>
  )
}
