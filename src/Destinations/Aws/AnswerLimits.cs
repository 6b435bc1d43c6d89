namespace Millrace.Destinations.Aws;

/// <summary>Our own limits on what services answer.</summary>
internal static class AnswerLimits
{
    /// <summary>An answer about ten messages has some 2 KB, one about 500 records 40 KB; one beyond this is not read.</summary>
    public const int AnswerBytesMax = 256 * 1_024;

    /// <summary>As much of a server's own words as goes into a reason.</summary>
    public const int ReasonLettersMax = 500;
}
