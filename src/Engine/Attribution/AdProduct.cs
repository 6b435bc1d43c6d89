namespace Millrace.Engine.Attribution;

/// <summary>What a touch is of; each is attributed by itself. The numbers are stored.</summary>
internal enum AdProduct : byte
{
    SponsoredProducts = 0,
    SponsoredBrands = 1,
    SponsoredDisplay = 2,
    Dsp = 3,
}
