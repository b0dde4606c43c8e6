import { useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { JobsImportJob } from '@tributary/client'
import { Dialog } from '../../../components/dialog.tsx'
import { RejectedRecords } from '../../../components/jobs/rejected-records.tsx'
import { useFormats } from '../../../i18n/formats.ts'

/** How many records a run rejected; opens them, with the reasons and one more attempt. */
export function RejectedRecordsButton({ job }: { job: JobsImportJob }) {
  const { t } = useLingui()
  const formats = useFormats()
  const [opened, { open, close }] = useDisclosure()
  const count = formats.number(job.rejected)
  return (
    <>
      <Button size="xs" variant="default" onClick={open} aria-label={t`Show ${count} rejected records`}>
        {t`Show ${count}`}
      </Button>
      <Dialog opened={opened} onClose={close} size="lg" title={t`Rejected records`}>
        <RejectedRecords job={job} />
      </Dialog>
    </>
  )
}
