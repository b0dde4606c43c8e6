import { Trans, useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Empty } from './empty.tsx'
import { TextLink } from './text-link.tsx'

/** In place of what an address names and the server does not have. */
export function Missing(): ReactNode {
  const { t } = useLingui()
  return (
    <Empty
      title={t`There is nothing at this address`}
      order={1}
      action={
        <TextLink to="/">
          <Trans>To the start page</Trans>
        </TextLink>
      }
    >
      <Trans>It may have been deleted, or the address is incomplete.</Trans>
    </Empty>
  )
}
