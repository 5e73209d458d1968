/** The judging thread's program as it is built: beside whoever starts it, or beside its folder of shared chunks. */
export const JUDGE_PROGRAM = new URL(
  import.meta.url.includes('/chunks/') ? '../judge.js' : './judge.js',
  import.meta.url,
)
