import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'

const ADDRESS = /^https:\/\/\S+$/

/**
 * What a field is, and how its value is found. Both are always shown: a person reads them while they look for the value elsewhere, and the
 * input is described by both. `undefined` where there is neither.
 */
export function aboutField(description: ReactNode, help: ReactNode): ReactNode {
  if (isNone(description) && isNone(help)) return undefined
  return (
    <>
      {!isNone(description) && <span style={{ display: 'block' }}>{description}</span>}
      {!isNone(help) && <span style={{ display: 'block' }}>{linked(help)}</span>}
    </>
  )
}

function isNone(text: ReactNode): boolean {
  return text === undefined || text === ''
}

/** Where the help is an address, it leads there. */
function linked(help: ReactNode): ReactNode {
  if (typeof help !== 'string' || !ADDRESS.test(help)) return help
  return (
    <Anchor href={help} target="_blank" rel="noreferrer" inherit>
      {help}
    </Anchor>
  )
}
