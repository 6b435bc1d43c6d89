namespace Millrace.Contracts.Ingest;

/// <summary>
/// What the events of a group have in common: a group says by one bit each, in this order, which of them differ from the group
/// before. Each is the number of a text, from 1, with 0 for none; the account is the number of an account.
/// </summary>
public enum EventGroupField
{
    Placement,
    Target,
    KeywordText,
    Ad,
    Account,
    Campaign,
    AdGroup,
    MatchType,
    AdProduct,
}
