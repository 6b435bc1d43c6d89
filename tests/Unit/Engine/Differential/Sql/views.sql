-- Events that were taken back by their name.
CREATE VIEW taken_back AS
SELECT DISTINCT turn, account, invalidates_event_id AS event_id
FROM seen
WHERE type = 'invalidation' AND invalidates_event_id IS NOT NULL;

-- What happens to ads, and with the other sign what is taken back of it: by name once, else as often as it is said.
CREATE VIEW happened AS
SELECT 1 AS sign, *
FROM seen
WHERE is_of_ad AND type <> 'invalidation'
UNION ALL
SELECT -1 AS sign, * REPLACE (invalidates_type AS type)
FROM seen
WHERE is_of_ad AND type = 'invalidation'
QUALIFY invalidates_event_id IS NULL
    OR row_number() OVER (PARTITION BY turn, account, invalidates_event_id ORDER BY taken) = 1;

-- The figures that both traffic and rich media are sums of.
CREATE VIEW counted AS
SELECT * REPLACE (
        sign * count AS count,
        sign * coalesce(cost, 0) AS cost,
        sign * coalesce(supply_cost, 0) AS supply_cost,
        sign * coalesce(agency_fee, 0) AS agency_fee,
        sign * coalesce(audience_fee, 0) AS audience_fee,
        sign * coalesce(console_fee, 0) AS console_fee
    )
FROM happened
WHERE type <> 'attributed_conversion';

CREATE VIEW touches AS
SELECT *, type = 'click' AS is_click
FROM seen
ANTI JOIN taken_back USING (turn, account, event_id)
WHERE is_of_ad AND type IN ('impression', 'click') AND shopper_id IS NOT NULL;

CREATE VIEW returned AS
SELECT turn, account, invalidates_event_id AS event_id, sum(coalesce(units, 0)) AS units, sum(coalesce(sales, 0)) AS sales
FROM seen
WHERE type = 'return'
GROUP BY ALL;

-- Deeds that stand.
CREATE VIEW standing AS
SELECT *
FROM seen
ANTI JOIN taken_back USING (turn, account, event_id)
WHERE NOT is_of_ad AND type NOT IN ('invalidation', 'return');

CREATE VIEW deeds AS
SELECT
    deed.* REPLACE (
        greatest(coalesce(deed.units, 1) - coalesce(returned.units, 0), 0) AS units,
        greatest(coalesce(deed.sales, 0) - coalesce(returned.sales, 0), 0) AS sales
    ),
    deed.brand IS NOT NULL
        AND NOT EXISTS (
            SELECT 1
            FROM standing AS earlier
            WHERE earlier.type = 'purchase'
                AND earlier.turn = deed.turn
                AND earlier.account = deed.account
                AND earlier.shopper_id = deed.shopper_id
                AND earlier.brand = deed.brand
                AND earlier.taken <> deed.taken
                AND earlier.time >= deed.time - 365 * 86400
                AND (earlier.time < deed.time OR (earlier.time = deed.time AND earlier.taken < deed.taken))
        ) AS is_new
FROM standing AS deed
LEFT JOIN returned USING (turn, account, event_id);

-- Every deed with every touch that it could be credited to within the longest time there is.
CREATE VIEW eligible AS
SELECT
    touch.* EXCLUDE (units, sales),
    deed.taken AS deed,
    deed.type AS deed_type,
    deed.time - touch.time AS after,
    deed.units,
    deed.sales,
    deed.is_new,
    coalesce(deed.product = touch.product, false) AS same_sku
FROM deeds AS deed
JOIN touches AS touch
    ON touch.turn = deed.turn
    AND touch.account = deed.account
    AND touch.shopper_id = deed.shopper_id
    AND touch.time <= deed.time
    AND deed.time <= touch.time + 30 * 86400
    AND coalesce(touch.brand = deed.brand, true);

-- The last click and the last view of a deed in each ad product, and which of them counts where a view may.
CREATE VIEW found AS
SELECT
    *,
    after <= 14 * 86400
        AND (is_click OR NOT bool_or(is_click AND after <= 14 * 86400) OVER (PARTITION BY turn, deed, ad_product)) AS either_14d
FROM (
    SELECT *
    FROM eligible
    QUALIFY row_number() OVER (PARTITION BY turn, deed, ad_product, is_click ORDER BY time DESC, taken DESC) = 1
);

-- What the platform attributed itself.
CREATE VIEW told AS
SELECT
    *,
    conversion_time - time AS after,
    coalesce(conversion_type, 'purchase') AS deed_type,
    coalesce(attribution, 'click') = 'click' AS is_click,
    coalesce(product_match, 'same_sku') = 'same_sku' AS same_sku,
    coalesce(shopper_status, 'returning') = 'new_to_brand' AS is_new
FROM happened
WHERE type = 'attributed_conversion';

-- Each row is a conversion in the hour and under the ids of its touch.
CREATE VIEW credits AS
WITH every AS (
    SELECT 1 AS orders, units, sales, either_14d, after, is_click, same_sku, is_new, deed_type,
        turn, ad_product, marketplace_id, currency, advertiser_id, campaign_id, ad_group_id, ad_id, keyword_id, placement,
        country, region, device, site, supply_source, deal_id, proposal_id, dsp_entity_id, time_window_start
    FROM found
    UNION ALL
    SELECT sign, sign * coalesce(units, 1), sign * coalesce(sales, 0), after <= 14 * 86400, after, is_click, same_sku, is_new, deed_type,
        turn, ad_product, marketplace_id, currency, advertiser_id, campaign_id, ad_group_id, ad_id, keyword_id, placement,
        country, region, device, site, supply_source, deal_id, proposal_id, dsp_entity_id, time_window_start
    FROM told
)
SELECT
    *,
    is_click AND after <= 1 * 86400 AS click_1d,
    is_click AND after <= 7 * 86400 AS click_7d,
    is_click AND after <= 14 * 86400 AS click_14d,
    is_click AND after <= 30 * 86400 AS click_30d
FROM every;
