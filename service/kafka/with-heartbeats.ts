/** kafkajs beats only between batches; a slow model must not cost the membership. Rebalance errors come out untouched. */
export async function withHeartbeats<T>(heartbeat: () => Promise<void>, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const beating = new Promise<never>((_, reject) => {
    timer = setInterval(() => heartbeat().catch(reject), 1_000);
  });
  try {
    return await Promise.race([work, beating]);
  } finally {
    clearInterval(timer);
  }
}
