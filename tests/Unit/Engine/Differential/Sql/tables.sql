-- What was accepted, each event once, in the order in which it was; products count in the same order.
CREATE TABLE lines (taken BIGINT, account INTEGER, currency VARCHAR, time_window_start VARCHAR, line VARCHAR);
CREATE TABLE product_lines (taken BIGINT, account INTEGER, line VARCHAR);

-- Moments at which the truth is asked for: all that was taken until then counts.
CREATE TABLE turns (turn INTEGER, taken BIGINT);

-- Typed columns.
CREATE VIEW events AS
WITH fields AS (
    SELECT taken, account, currency, time_window_start, unnest(from_json(line, '{
        "event_id": "VARCHAR", "type": "VARCHAR", "time": "VARCHAR", "advertiser_id": "VARCHAR", "marketplace_id": "VARCHAR",
        "ad_product": "VARCHAR", "campaign_id": "VARCHAR", "ad_group_id": "VARCHAR", "ad_id": "VARCHAR", "keyword_id": "VARCHAR",
        "target_id": "VARCHAR", "placement": "VARCHAR", "country": "VARCHAR", "region": "VARCHAR", "device": "VARCHAR",
        "site": "VARCHAR", "supply_source": "VARCHAR", "deal_id": "VARCHAR", "proposal_id": "VARCHAR", "dsp_entity_id": "VARCHAR",
        "flight_id": "VARCHAR", "count": "BIGINT", "cost": "DECIMAL(18,6)", "supply_cost": "DECIMAL(18,6)",
        "agency_fee": "DECIMAL(18,6)", "audience_fee": "DECIMAL(18,6)", "console_fee": "DECIMAL(18,6)", "shopper_id": "VARCHAR",
        "sku": "VARCHAR", "units": "BIGINT", "sales": "DECIMAL(18,6)", "invalidates_type": "VARCHAR",
        "invalidates_event_id": "VARCHAR", "conversion_type": "VARCHAR", "conversion_time": "VARCHAR", "attribution": "VARCHAR",
        "product_match": "VARCHAR", "shopper_status": "VARCHAR"}'))
    FROM lines
)
SELECT * REPLACE (
        epoch(time::TIMESTAMPTZ)::BIGINT AS time,
        epoch(conversion_time::TIMESTAMPTZ)::BIGINT AS conversion_time,
        coalesce(ad_product, 'SP') AS ad_product,
        coalesce(keyword_id, target_id) AS keyword_id,
        coalesce(count, 1) AS count
    ),
    campaign_id IS NOT NULL AS is_of_ad
FROM fields;

CREATE VIEW products AS
SELECT taken, account, line ->> 'sku' AS sku, line ->> 'product_id' AS product, line ->> 'brand' AS brand
FROM product_lines;
