import fc from 'fast-check';

// The same cases in every run: what they find is found here, and not one day elsewhere. Others: FAST_CHECK_SEED=$RANDOM npx vitest run …
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) });
