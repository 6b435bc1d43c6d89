SELECT
    turn,
    marketplace_id, currency, advertiser_id, campaign_id, ad_group_id, ad_id, keyword_id AS target_id, time_window_start,
    sum(count) FILTER (WHERE type = 'impression') AS impressions,
    sum(count) FILTER (WHERE type = 'viewable_impression') AS view_impressions,
    sum(count) FILTER (WHERE type = 'click') AS clicks,
    sum(cost) AS cost
FROM counted
WHERE ad_product = 'SD'
GROUP BY ALL
