import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { QueryState } from '../../../components/query-state.tsx'
import { SidePanel } from '../../../components/side-panel.tsx'
import { itemQuery } from '../library-queries.ts'
import { ItemDetails } from './item-details.tsx'
import { itemTitle } from './item-title.ts'

const route = getRouteApi('/shell/library/$id')

/** One item of the library with everything that is known of it. */
export function ItemPanel() {
  const { t } = useLingui()
  const { id } = route.useParams()
  const navigate = route.useNavigate()
  const item = useQuery(itemQuery(id))
  useFocusReturn()
  const title = item.data === undefined ? t`Item` : itemTitle(item.data).title
  return (
    <SidePanel
      opened
      onClose={() => void navigate({ to: '/library', search: (before) => before, resetScroll: false })}
      title={title}
    >
      <QueryState query={item}>{(data) => <ItemDetails item={data} />}</QueryState>
    </SidePanel>
  )
}

/** The panel leaves with its address: the row that led to it is focused again. */
function useFocusReturn(): void {
  const [opener] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    },
    [opener],
  )
}
