import { Problem } from '../../../components/problem.tsx'

interface Warning {
  readonly field: string
  readonly label: string
  readonly message: string
}

/** Values that were saved without asking the service about them. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null
  return (
    <Problem color="yellow">{warnings.map(({ label, message }) => `${label}: ${message}`).join(' ')}</Problem>
  )
}
