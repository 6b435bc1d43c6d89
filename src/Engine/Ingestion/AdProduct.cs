namespace Millrace.Engine.Ingestion;

/// <summary>The kinds of advertising, each attributed by itself. The numbers are stored.</summary>
internal enum AdProduct : byte
{
    SponsoredProducts = 0,
    SponsoredBrands = 1,
    SponsoredDisplay = 2,
    Dsp = 3,
}
