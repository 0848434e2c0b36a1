"""What falls due when and with whom, and a plan in which no month asks for more than people can do."""

from reviewdue.forecast.forecasts import Forecast, MonthLoad, PersonForecast, forecast_reviews
from reviewdue.forecast.levelling import DueReview, Move, level

__all__ = ["DueReview", "Forecast", "MonthLoad", "Move", "PersonForecast", "forecast_reviews", "level"]
