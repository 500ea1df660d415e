// Amounts are whole cents everywhere; only here they become text or JSON. No currency: the events name none.

export const inText = (cents) => {
    const whole = String(Math.trunc(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${whole}.${String(cents % 100).padStart(2, "0")}`;
};

/** For JSON: the double nearest to two decimals is written with just these two. */
export const amount = (cents) => cents / 100;
