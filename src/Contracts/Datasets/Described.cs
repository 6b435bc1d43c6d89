namespace Millrace.Contracts.Datasets;

/// <summary>Of what attributes are told; the numbers are stored.</summary>
public enum Described
{
    /// <summary>A keyword or target: keyword text, match type.</summary>
    Target = 0,

    /// <summary>A creative: name, language, size, type.</summary>
    Creative = 1,

    /// <summary>A deal: name, type.</summary>
    Deal = 2,

    /// <summary>The advertiser of the account: name, country, and the zone of its hours.</summary>
    Advertiser = 3,
}
