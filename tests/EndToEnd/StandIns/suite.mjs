// What the suites of the SDK for JavaScript share.
import assert from "node:assert/strict";

/** Holds where the call fails with an error of that name. */
export const refused = (name, promise) => assert.rejects(promise, (error) => error.name === name || assert.fail(`${error.name}: ${error.message}`));

/** Tries all behaviours, prints a line for each, and exits with 1 where one does not hold. */
export const tryAll = async (behaviours) => {
    let failed = 0;
    for (const [name, behaviour] of Object.entries(behaviours)) {
        try {
            await behaviour();
            console.log(`holds: ${name}`);
        } catch (error) {
            failed++;
            console.log(`FAILS: ${name}: ${error.stack}`);
        }
    }
    process.exit(failed ? 1 : 0);
};
