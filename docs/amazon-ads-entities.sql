-- Entities as the Amazon Ads API returned them, one {"stream", "data", "emitted_at"} a line, as rows of
-- `millrace ingest --to entities`. docs/ingest-entities.md says what becomes of which field. It asks for these variables:
--   file            the dump, compressed or not
--   advertiser_id   of the account
--   marketplace_id  of the account
--   time_zone       of the account, such as America/Los_Angeles; without it campaigns have no dates
WITH streams(stream, kind, id_field, ad_product, negative) AS (
    VALUES
        ('sponsored_product_campaigns', 'campaign', 'campaignId', 'SP', NULL),
        ('sponsored_product_ad_groups', 'ad_group', 'adGroupId', 'SP', NULL),
        ('sponsored_product_ads', 'ad', 'adId', 'SP', NULL),
        ('sponsored_product_keywords', 'keyword', 'keywordId', 'SP', false),
        ('sponsored_product_negative_keywords', 'keyword', 'keywordId', 'SP', true),
        ('sponsored_product_targetings', 'target', 'targetId', 'SP', false),
        ('sponsored_product_negative_targetings', 'target', 'targetId', 'SP', true),
        ('sponsored_display_campaigns', 'campaign', 'campaignId', 'SD', NULL),
        ('sponsored_display_ad_groups', 'ad_group', 'adGroupId', 'SD', NULL),
        ('sponsored_display_product_ads', 'ad', 'adId', 'SD', NULL),
        ('sponsored_display_targetings', 'target', 'targetId', 'SD', false)
),
-- A line that is no JSON is NULL here: it keeps its number, and is refused for want of a kind.
lines AS (
    SELECT row_number() OVER () AS line, json
    FROM read_ndjson_objects(
        coalesce(getvariable('file'), error('Say which file: --set file=PATH')), ignore_errors = true)
),
told AS (
    SELECT line, kind, json->'data'->>id_field AS id, try_cast(json->>'emitted_at' AS BIGINT) AS emitted_at,
        {'data': json->'data', 'ad_product': ad_product, 'negative': negative} AS form
    FROM lines LEFT JOIN streams ON stream = (json->>'stream')
),
-- Each line says the newest of its entity, so that what the file has twice is one change, and a row is the line of its number.
newest AS (
    SELECT line, kind, id, unnest(last_value(form) OVER (
        PARTITION BY kind, id ORDER BY emitted_at NULLS FIRST, line
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
    FROM told
),
ad_groups AS (
    SELECT id AS ad_group_id, any_value(data->>'campaignId') AS campaign_id FROM newest WHERE kind = 'ad_group' GROUP BY ALL
),
campaigns AS (
    SELECT id AS campaign_id, any_value(ad_product) AS ad_product FROM newest WHERE kind = 'campaign' GROUP BY id
),
-- A target of SD has its ad group alone, and SP ads have been seen that are of campaigns of SD: the campaign knows.
placed AS (
    SELECT newest.* EXCLUDE (ad_product), data->>'adGroupId' AS ad_group_id,
        coalesce(data->>'campaignId', ad_groups.campaign_id) AS campaign_id,
        coalesce(campaigns.ad_product, newest.ad_product) AS ad_product
    FROM newest
    LEFT JOIN ad_groups ON ad_groups.ad_group_id = (data->>'adGroupId')
    LEFT JOIN campaigns ON campaigns.campaign_id = coalesce(data->>'campaignId', ad_groups.campaign_id)
),
-- What a target aims at, in the words of records of traffic: close-match, asin="…", category="…".
aimed AS (
    SELECT *, data->>'$.expression[0].type' AS aim, data->>'expressionType' AS aimed_by,
        array_to_string(list_transform(try_cast(data->'expression' AS JSON[]), lambda part:
            CASE part->>'type'
                WHEN 'queryHighRelMatches' THEN 'close-match'
                WHEN 'queryBroadRelMatches' THEN 'loose-match'
                WHEN 'asinSubstituteRelated' THEN 'substitutes'
                WHEN 'asinAccessoryRelated' THEN 'complements'
                WHEN 'asinSameAs' THEN 'asin'
                WHEN 'asinCategorySameAs' THEN 'category'
                WHEN 'asinBrandSameAs' THEN 'brand'
                ELSE part->>'type'
            END || coalesce('="' || (part->>'value') || '"', '')), ' ') AS clause
    FROM placed
),
worded AS (
    SELECT *, upper(regexp_replace(aim, '([a-z])([A-Z])', '\1_\2', 'g')) AS aim_word FROM aimed
)
SELECT
    kind,
    getvariable('advertiser_id') AS advertiser_id,
    getvariable('marketplace_id') AS marketplace_id,
    id,
    ad_product,
    CASE WHEN kind <> 'campaign' THEN campaign_id END AS campaign_id,
    CASE WHEN kind IN ('ad', 'keyword', 'target') THEN ad_group_id END AS ad_group_id,
    data->'state' AS state,
    CASE WHEN kind IN ('campaign', 'ad_group') THEN data->'name' END AS name,
    -- Campaigns.
    CASE WHEN kind = 'campaign' THEN data->>'portfolioId' END AS portfolio_id,
    lower(data->>'targetingType') AS targeting_type,
    upper(data->>'costType') AS cost_type,
    CASE WHEN kind = 'campaign' AND coalesce(data->>'dailyBudget', data->>'budget') IS NOT NULL THEN json_object(
        'amount', coalesce(data->'dailyBudget', data->'budget'),
        'recurrence', upper(coalesce(data->>'budgetType', 'daily')))
    END AS budget,
    CASE WHEN getvariable('time_zone') IS NOT NULL THEN coalesce(
        strftime(try_strptime(data->>'startDate', '%Y%m%d') AT TIME ZONE getvariable('time_zone') AT TIME ZONE 'UTC',
            '%Y-%m-%dT%H:%M:%SZ'),
        data->>'startDate')
    END AS start_date_time,
    CASE WHEN getvariable('time_zone') IS NOT NULL THEN coalesce(
        strftime((try_strptime(data->>'endDate', '%Y%m%d') + INTERVAL '23:59:59') AT TIME ZONE getvariable('time_zone')
            AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ'),
        data->>'endDate')
    END AS end_date_time,
    upper(regexp_replace(data->>'$.bidding.strategy', '([a-z])([A-Z])', '\1_\2', 'g')) AS bid_strategy,
    coalesce(
        to_json(list_transform(try_cast(data->'$.bidding.adjustments' AS JSON[]), lambda adjustment: json_object(
            'placement', CASE adjustment->>'predicate'
                WHEN 'placementTop' THEN 'TOP_OF_SEARCH'
                WHEN 'placementRestOfSearch' THEN 'REST_OF_SEARCH'
                WHEN 'placementProductPage' THEN 'PRODUCT_PAGE'
                ELSE upper(regexp_replace(adjustment->>'predicate', '([a-z])([A-Z])', '\1_\2', 'g'))
            END,
            'percentage', adjustment->'percentage'))),
        data->'$.bidding.adjustments') AS placement_bid_adjustments,
    coalesce(to_json(map_entries(try_cast(data->'tags' AS MAP(VARCHAR, VARCHAR)))), data->'tags') AS tags,
    -- Ad groups.
    CASE WHEN kind = 'ad_group' THEN data->'defaultBid' END AS default_bid,
    -- Ads.
    CASE WHEN kind = 'ad' THEN 'PRODUCT_AD' END AS ad_type,
    data->'asin' AS asin,
    data->'sku' AS sku,
    CASE
        WHEN kind <> 'ad' THEN NULL
        WHEN (data->>'sku') IS NOT NULL THEN json_object(
            'product_id', data->'sku', 'product_id_type', 'SKU', 'resolved_product_id', data->'asin')
        WHEN (data->>'asin') IS NOT NULL THEN json_object('product_id', data->'asin', 'product_id_type', 'ASIN')
    END AS advertised_product,
    -- Keywords and targets.
    negative,
    data->'bid' AS bid,
    CASE kind WHEN 'keyword' THEN data->>'keywordText' WHEN 'target' THEN clause END AS keyword_text,
    CASE
        WHEN kind = 'keyword' THEN upper(regexp_replace(data->>'matchType', '^negative_?', '', 'i'))
        WHEN kind = 'target' THEN if(aimed_by = 'auto', 'TARGETING_EXPRESSION_PREDEFINED', 'TARGETING_EXPRESSION')
    END AS match_type,
    CASE WHEN kind = 'target' THEN if(aimed_by = 'auto', 'AUTO', 'EXPRESSION') END AS target_type,
    CASE
        WHEN kind <> 'target' THEN NULL
        WHEN aimed_by = 'auto' THEN json_object('theme_target', json_object('match_type', aim_word, 'targeting_clause', clause))
        WHEN aim LIKE 'asinCategory%' THEN json_object('product_category_target', json_object(
            'match_type', aim_word, 'targeting_clause', clause, 'product_category_id', data->>'$.expression[0].value'))
        WHEN aim IN ('asinSameAs', 'asinExpandedFrom') THEN json_object('product_target', json_object(
            'match_type', aim_word, 'targeting_clause', clause, 'product_id_type', 'ASIN',
            'product', json_object('product_id', data->>'$.expression[0].value')))
        WHEN aim LIKE 'asin%' THEN json_object('product_target', json_object('match_type', aim_word, 'targeting_clause', clause))
        WHEN aim IN ('views', 'purchases') OR aim LIKE 'audience%' THEN json_object('audience_target', json_object(
            'match_type', aim_word, 'targeting_clause', clause))
    END AS target_details
FROM worded
ORDER BY line
