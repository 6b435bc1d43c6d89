SELECT
    turn,
    time_window_start, ad_group_id AS adgroup_id, advertiser_id, country, ad_id AS creative_id, deal_id, device, dsp_entity_id,
    placement AS placement_name, proposal_id, region, site, supply_source AS supply_source_name, marketplace_id, campaign_id, flight_id,
    sum(agency_fee) AS agency_fee,
    sum(audience_fee) AS amazon_dsp_audience_fee,
    sum(console_fee) AS amazon_dsp_console_fee,
    sum(supply_cost) AS supply_cost,
    sum(supply_cost + agency_fee + audience_fee + console_fee) AS total_cost,
    sum(count) FILTER (WHERE type = 'impression' AND sign = 1) AS gross_impressions,
    sum(count) FILTER (WHERE type = 'impression') AS impressions,
    sum(-count) FILTER (WHERE type = 'impression' AND sign = -1) AS invalid_impressions,
    sum(count) FILTER (WHERE type = 'measurable_impression') AS measurable_impressions,
    sum(count) FILTER (WHERE type = 'viewable_impression') AS viewable_impressions,
    sum(count) FILTER (WHERE type = 'click') AS clicks
FROM counted
WHERE ad_product = 'DSP'
GROUP BY ALL
