import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type EnrichmentWorkCorrections, enrichmentRerunWork, enrichmentUpdateWork } from '@tributary/client'
import { client } from '../../../api/client.ts'

/** Corrects what is known of a work, and has it looked up again. Lists and filters that show it are read again. */
export function useChangeWork(id: string) {
  const queryClient = useQueryClient()
  const onSuccess = () => {
    for (const key of ['enrichment', 'library', 'items'])
      void queryClient.invalidateQueries({ queryKey: [key] })
  }
  const correct = useMutation({
    mutationFn: async (body: EnrichmentWorkCorrections) =>
      enrichmentUpdateWork({ client, path: { id }, body }),
    onSuccess,
  })
  const lookAgain = useMutation({
    mutationFn: async () => enrichmentRerunWork({ client, path: { id } }),
    onSuccess,
  })
  return { correct, lookAgain }
}
