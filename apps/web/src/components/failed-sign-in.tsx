import { useLingui } from '@lingui/react/macro'
import { Problem } from './problem.tsx'
import { useCodeSentence } from './problem-sentence.ts'

/** What became of a sign-in at another service that failed, by the code that the server put into the address. */
export function FailedSignIn({ code }: { code: string | undefined }) {
  const { t } = useLingui()
  const sentence = useCodeSentence(code)
  if (code === undefined) return null
  return <Problem>{sentence ?? t`The sign-in has failed. Start again.`}</Problem>
}
